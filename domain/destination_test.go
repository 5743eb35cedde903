package domain_test

import (
	"encoding/json"
	"testing"

	"dragoman/domain"
)

var destinations = []struct {
	destination domain.Destination
	text        string
}{
	{domain.Destination{}, ""},
	{domain.PhoneDestination("440"), "phone:440"},
	{domain.PhoneDestination(""), "phone:"},
	{domain.PhoneDestination("a:b"), "phone:a:b"},
	{domain.HuntGroupDestination(12), "huntgroup:12"},
	{domain.FeatureCodeDestination("*66"), "featurecode:*66"},
	{mailbox("440"), "mailbox:440"},
	{external("+44 123"), "external:+44 123"},
	{domain.Destination{Kind: domain.ToSIPURI, Target: "sip:bob@example.com:5061"}, "sipuri:sip:bob@example.com:5061"},
	{domain.Destination{Kind: domain.ToPeer, Target: "4"}, "peer:4"},
	{function("redial"), "function:redial"},
	{domain.Dialled("777 888"), "dialled:777 888"},
	{domain.Dialled(""), ""},
	{domain.Destination{Kind: domain.ToScript, Target: "!1!2! !3!4!"}, "script:!1!2! !3!4!"},
	{domain.Destination{Kind: domain.ToOther, Type: "queue", Target: "12"}, "other:5:queue12"},
	{domain.Destination{Kind: domain.ToOther, Type: "", Target: ""}, "other:0:"},
	{domain.Destination{Kind: domain.ToOther, Type: "a:b", Target: ":"}, "other:3:a:b:"},
	{domain.Destination{Kind: domain.ToOther, Type: "größe", Target: "♥"}, "other:7:größe♥"},
}

func TestDestinationAsText(t *testing.T) {
	for _, test := range destinations {
		if got := test.destination.String(); got != test.text {
			t.Errorf("%+v is written %q, want %q", test.destination, got, test.text)
		}
		if got, err := domain.ParseDestination(test.text); err != nil || got != test.destination {
			t.Errorf("%q is read as %+v (%v), want %+v", test.text, got, err, test.destination)
		}
		data, err := json.Marshal(test.destination)
		if err != nil {
			t.Fatal(err)
		}
		var back domain.Destination
		if err := json.Unmarshal(data, &back); err != nil || back != test.destination {
			t.Errorf("%s is read as %+v (%v), want %+v", data, back, err, test.destination)
		}
	}
	for _, text := range []string{
		"440", ":440", "phones:440", "Phone:440", " phone:440", "nowhere:", "other", "other:", "other:queue", "other:x:queue", "other:6:queue",
		"other:-1:queue", "other:99999999999999999999:queue",
	} {
		if got, err := domain.ParseDestination(text); err == nil {
			t.Errorf("%q is read as %+v", text, got)
		}
		var back domain.Destination
		if err := back.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is read as %+v", text, back)
		}
	}
}

func TestHuntGroupOfDestination(t *testing.T) {
	for _, test := range []struct {
		destination domain.Destination
		id          domain.HuntGroupID
		ok          bool
	}{
		{domain.HuntGroupDestination(12), 12, true},
		{domain.PhoneDestination("12"), 12, false},
		{domain.Destination{Kind: domain.ToHuntGroup, Target: ""}, 0, false},
		{domain.Destination{Kind: domain.ToHuntGroup, Target: "0"}, 0, false},
		{domain.Destination{Kind: domain.ToHuntGroup, Target: "-1"}, 0, false},
		{domain.Destination{Kind: domain.ToHuntGroup, Target: "1.5"}, 0, false},
		{domain.Destination{Kind: domain.ToHuntGroup, Target: "9223372036854775808"}, 0, false},
	} {
		if id, ok := test.destination.HuntGroupID(); ok != test.ok || ok && id != test.id {
			t.Errorf("%v leads to hunt group %d (%t)", test.destination, id, ok)
		}
	}
}

// What is read is written so that it is read the same again, and a text that String wrote comes back as it was.
func FuzzParseDestination(f *testing.F) {
	for _, test := range destinations {
		f.Add(test.text)
	}
	for _, text := range []string{"440", ":", "other:1", "other:01:ab", "other:+1:ab", "other:9:ab", "phone:\x00", "phone:\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		read, err := domain.ParseDestination(text)
		if err != nil {
			if read != (domain.Destination{}) {
				t.Errorf("%q is refused (%v) and read as %+v", text, err, read)
			}
			return
		}
		again, err := domain.ParseDestination(read.String())
		if err != nil || again != read {
			t.Errorf("%q is read as %+v, then written %q and read as %+v (%v)", text, read, read.String(), again, err)
		}
		if read.Kind != domain.ToOther && read.String() != text {
			t.Errorf("%q is written %q", text, read.String())
		}
	})
}
