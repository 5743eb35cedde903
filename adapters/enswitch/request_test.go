package enswitch_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"dragoman/adapters/enswitch"
)

const credentials = "auth_username=user;auth_password=password"

// post sends a body to a function; label is its content type, empty for none.
func (w *world) post(pathAndQuery, label, body string) *reply {
	w.tb.Helper()
	request, err := http.NewRequest(http.MethodPost, w.server.URL+"/", strings.NewReader(body))
	if err != nil {
		w.tb.Fatal(err)
	}
	request.URL.Path, request.URL.RawQuery, _ = strings.Cut(pathAndQuery, "?")
	if label != "" {
		request.Header.Set("Content-Type", label)
	}
	return w.do(request)
}

func TestParametersAreReadFromWhereverTheyAre(t *testing.T) {
	const form = "application/x-www-form-urlencoded"
	for _, test := range []struct {
		name string
		send func(w *world) *reply
	}{
		{"semicolons", func(w *world) *reply {
			return w.raw("/api/json/phones/create/?auth_username=user;auth_password=password;name=440;password=secret;description=Ann+Lee")
		}},
		{"ampersands", func(w *world) *reply {
			return w.raw("/api/json/phones/create/?auth_username=user&auth_password=password&name=440&password=secret&description=Ann%20Lee")
		}},
		{"both separators", func(w *world) *reply {
			return w.raw("/api/json/phones/create/?auth_username=user&auth_password=password;name=440;;&password=secret&description=Ann+Lee&")
		}},
		{"no slash before the question mark", func(w *world) *reply {
			return w.raw("/api/json/phones/create?" + credentials + ";name=440;password=secret;description=Ann+Lee")
		}},
		{"encoded names and values", func(w *world) *reply {
			return w.raw("/api/json/phones/create/?" + credentials + ";na%6de=%34%340;password=secret;descriptio%6E=Ann%20Lee")
		}},
		{"a JSON label on a request without a body", func(w *world) *reply {
			request, err := http.NewRequest(http.MethodGet, w.server.URL+"/api/json/phones/create/?"+strings.ReplaceAll(credentials, ";", "&")+"&name=440&password=secret&description=Ann+Lee", nil)
			if err != nil {
				w.tb.Fatal(err)
			}
			request.Header.Set("Content-Type", "Application/JSON")
			return w.do(request)
		}},
		{"a form", func(w *world) *reply {
			return w.post("/api/json/phones/create/", form, "auth_username=user&auth_password=password&name=440&password=secret&description=Ann+Lee")
		}},
		{"a form with semicolons", func(w *world) *reply {
			return w.post("/api/json/phones/create/", form+"; charset=utf-8", credentials+";name=440;password=secret;description=Ann+Lee")
		}},
		{"a form without a label", func(w *world) *reply {
			return w.post("/api/json/phones/create", "", "auth_username=user&auth_password=password&name=440&password=secret&description=Ann+Lee")
		}},
		{"a form labelled as JSON", func(w *world) *reply {
			return w.post("/api/json/phones/create/", "application/json", "auth_username=user&auth_password=password&name=440&password=secret&description=Ann+Lee")
		}},
		{"a query with an empty body", func(w *world) *reply {
			return w.post("/api/json/phones/create/?"+credentials+";name=440;password=secret;description=Ann+Lee", "application/json", "")
		}},
		{"query and form at once", func(w *world) *reply {
			return w.post("/api/json/phones/create/?"+credentials+";name=440", form, "password=secret&description=Ann+Lee")
		}},
		{"the form after the query", func(w *world) *reply {
			return w.post("/api/json/phones/create/?"+credentials+";name=440;description=Nobody", form, "password=secret&description=Ann+Lee")
		}},
		{"multipart", func(w *world) *reply {
			var body bytes.Buffer
			form := multipart.NewWriter(&body)
			for name, value := range map[string]string{"name": "440", "password": "secret", "description": "Ann Lee"} {
				if err := form.WriteField(name, value); err != nil {
					w.tb.Fatal(err)
				}
			}
			if err := form.Close(); err != nil {
				w.tb.Fatal(err)
			}
			return w.post("/api/json/phones/create/?"+credentials, form.FormDataContentType(), body.String())
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			if got := test.send(w).codes(); got != "204" {
				t.Fatalf("got %s", got)
			}
			phone := w.must(user, "phones/get", "name=440;password=1").object(t)
			if phone["password"] != "secret" || phone["description"] != "Ann Lee" {
				t.Errorf("got %v", phone)
			}
		})
	}
}

func TestMalformedEscapesStandForThemselves(t *testing.T) {
	w := newWorld(t)
	w.must(user, "phones/create", "name=440;password=100%;description=a%2")
	phone := w.must(user, "phones/get", "name=440;password=1").object(t)
	if phone["password"] != "100%" || phone["description"] != "a%2" {
		t.Errorf("got %v and %v", phone["password"], phone["description"])
	}
}

func TestBadRequests(t *testing.T) {
	w := newWorld(t)
	w.must(user, "phones/create", "name=440;password=secret")
	many := strings.Repeat("x=1&", 10_001)
	boundary := "multipart/form-data; boundary=b"
	for _, test := range []struct {
		name, path, label, body, codes string
	}{
		{"too many parameters in the query", "phones/get/?" + many, "", "", "400"},
		{"too many parameters in a form", "phones/get/", "", many, "400"},
		{"too many parts", "phones/get/", boundary, strings.Repeat("--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n", 10_001) + "--b--\r\n", "400"},
		{"a large body", "phones/get/", "", "x=" + strings.Repeat("y", 1<<20), "400"},
		{"a body that is no form", "phones/get/?" + credentials, "application/json", `{"name":"440"}`, "400"},
		{"multipart without a boundary", "phones/get/", "multipart/form-data", "x", "400"},
		{"broken multipart", "phones/get/", boundary, "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1", "400"},
		{"wrong UTF-8", "phones/update/?" + credentials + ";name=440;description=%ff;dialplan=%c3", "", "", "400 description, 400 dialplan"},
		{"NUL", "phones/update/?" + credentials + ";name=440;description=a%00b", "", "", "400 description"},
		{"NUL in a name", "phones/update/?" + credentials + ";name=440;de%00scription=a", "", "", "400"},
		{"wrong UTF-8 in a name", "phones/update/?" + credentials + ";name=440;de%ffscription=a", "", "", "400"},
		{"two names", "phones/get/?" + credentials + ";name=440;name=441", "", "", "400 name"},
		{"two customers", "phones/get/?" + credentials + ";name=440;customer=1;customer=2", "", "", "400 customer"},
		{"two users", "phones/get/?" + credentials + ";name=440;auth_username=admin", "", "", "400 auth_username"},
		{"two names in query and body", "phones/get/?" + credentials + ";name=440", "", "name=441", "400 name"},
		{"a name twice", "phones/get/?" + credentials + ";name=440;name=440", "", "", "200"},
		{"another parameter twice", "phones/update/?" + credentials + ";name=440;description=a;description=b", "", "", "204"},
		{"parameters without a name", "phones/get/?" + credentials + ";name=440;=x;=y", "", "", "200"},
		{"a name without a value", "phones/update/?" + credentials + ";name=440;description", "", "", "204"},
		{"a missing key", "phones/get/?" + credentials, "", "", "400 name"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w.tb = t
			if got := w.post("/api/json/"+test.path, test.label, test.body); got.codes() != test.codes {
				t.Errorf("got %.300s, want %s", got.body, test.codes)
			}
		})
	}
}

func TestTheLastOfSeveralWins(t *testing.T) {
	w := newWorld(t)
	w.must(user, "phones/create", "name=440;password=secret;description=a;description=b")
	if got := w.must(user, "phones/get", "name=440").object(t)["description"]; got != "b" {
		t.Errorf("got %v", got)
	}
}

func TestOtherMethodsAreRefused(t *testing.T) {
	w := newWorld(t)
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions} {
		request, err := http.NewRequest(method, w.server.URL+"/api/json/phones/create/?auth_username=user&auth_password=password&name=440&password=x", nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.do(request); got.codes() != "405" || got.header.Get("Allow") != "GET, POST" {
			t.Errorf("%s: got %s", method, got.body)
		}
	}
	// A HEAD must change nothing, although nobody would see its answer.
	response, err := w.server.Client().Head(w.server.URL + "/api/json/phones/create/?auth_username=user&auth_password=password&name=440&password=x")
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		t.Fatal(err)
	}
	w.expect(user, "phones/get", "name=440", "404")
}

func TestPrefix(t *testing.T) {
	for _, prefix := range []string{"/local", "local/", "/a/b"} {
		w := newWorld(t, func(o *enswitch.Options) { o.Prefix = prefix })
		base := "/" + strings.Trim(prefix, "/")
		if got := w.raw(base + "/api/json/phones/create/?" + credentials + ";name=440;password=secret"); got.codes() != "204" {
			t.Errorf("%s: got %s", prefix, got.body)
		}
		response, err := w.server.Client().Get(w.server.URL + "/api/json/phones/list")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			t.Fatal(err)
		}
		if err := response.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != http.StatusNotFound {
			t.Errorf("%s: without it got HTTP status %d", prefix, response.StatusCode)
		}
	}
}

func TestFunctionsThatAreNotThere(t *testing.T) {
	w := newWorld(t)
	for path, says := range map[string]string{
		"":                                "no function is named",
		"phones/frobnicate":               "there is no function phones/frobnicate",
		"nonsense":                        "there is no function nonsense",
		"phones/reboot":                   "the gateway does not provide phones/reboot: the gateway provisions and carries no calls",
		"queues/create":                   "the gateway does not provide queues/create",
		"cdrs/list":                       "the gateway does not provide cdrs/list",
		"huntgroups/files/upload":         "sound files",
		"codes/times/list":                "the gateway does not provide codes/times/list",
		"customers/balance/add":           "the gateway does not provide customers/balance/add",
		"phones/create/and/further":       "there is no function phones/create/and/further",
		"phones/list/;" + credentials:     "there is no function phones/list with parameters in its path",
		"cdrs/list&password=not-repeated": "there is no function cdrs/list with parameters in its path",
	} {
		got := w.raw("/api/json/" + path + "?" + credentials)
		if got.codes() != "404" || !strings.Contains(got.Responses[0].Message, says) || strings.Contains(got.body, "password") {
			t.Errorf("%s: got %s", path, got.body)
		}
	}
}

func TestBodyLimitCanBeSet(t *testing.T) {
	w := newWorld(t, func(o *enswitch.Options) { o.MaxBody = 100 })
	if got := w.post("/api/json/phones/create/?"+credentials, "", "name=440&password="+strings.Repeat("x", 100)); got.codes() != "400" {
		t.Errorf("got %s", got.body)
	}
	if got := w.post("/api/json/phones/create/?"+credentials, "", "name=440&password="+strings.Repeat("x", 50)); got.codes() != "204" {
		t.Errorf("got %s", got.body)
	}
}

func TestTextsComeBackAsWritten(t *testing.T) {
	w := newWorld(t)
	for i, text := range []string{
		"", " ", "a  b ", `quotes " and \ back`, "tab\tand\nnew line\r", "\x01\x1f\x7f", "Zoë 会议 🎉", "</script>&amp;", "\u2028\u2029", "ÿ\ufffd", "100%+1;2&3=4",
	} {
		id := w.created(user, "huntgroups/create", fmt.Sprintf("name=n%d;description=%s", i, escape(text)))
		if got := w.must(user, "huntgroups/get", "id="+id).object(t)["description"]; got != text {
			t.Errorf("wrote %q, got %q", text, got)
		}
	}
}

// escape writes every byte as an escape.
func escape(text string) string {
	var out strings.Builder
	for i := range len(text) {
		fmt.Fprintf(&out, "%%%02X", text[i])
	}
	return out.String()
}
