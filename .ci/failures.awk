# Prints of the log of go test -v what failing tests said, and what was said outside of any test in packages that failed: what
# doesn't compile, a panic, tests that ran when the time was up. At the very end it names what failed.
#
# A line belongs to the test that === RUN, CONT or NAME has named last. A package ends with a line of its own.

BEGIN { most = 400 } # lines of one test, its last ones; of a crash the first, which say what it was

/^=== (RUN|CONT|NAME) / { if (!crashed) test = $3; next }
/^=== PAUSE / || /^(PASS|FAIL|exit status [0-9]+)$/ { next }
/^ *--- (PASS|SKIP): / { delete lines[$3]; next }
/^ *--- FAIL: / { tell($3); name(); next }
/^(ok  |FAIL|\?   )\t/ { end_package(); next }
/^(panic|fatal error|SIGQUIT|runtime): / && !crashed { crashed = 1; test = "crash" }
{ said[test, ++lines[test]] = $0 }

END {
  tell_all()
  printf "-- in short:\n%s", names
}

function name() {
  print
  names = names $0 "\n"
}

function tell(test,   i, first, last) {
  last = lines[test]
  first = last > most ? last - most + 1 : 1
  if (test == "crash" && last > most) {
    first = 1
    last = most
  }
  if (lines[test] > most) printf "(%d lines, of which these are %d)\n", lines[test], most
  for (i = first; i <= last; i++) print said[test, i]
  delete lines[test]
}

# tell_all tells what tests said that never came to an end, and the crash that ended them.
function tell_all(   test) {
  for (test in lines) if (test != "crash") tell(test)
  if ("crash" in lines) tell("crash")
}

function end_package(   test) {
  if ($1 == "FAIL") {
    tell_all()
    name()
  }
  for (test in lines) delete lines[test]
  crashed = 0
  test = ""
}
