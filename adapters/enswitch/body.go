package enswitch

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"dragoman/domain"
)

var errTooManyParameters = domain.Fail(domain.Invalid, "a request may have no more than %d parameters", maxParameters)

// readParameters reads the parameters of a request from its query and then from its body.
func (h *Handler) readParameters(w http.ResponseWriter, r *http.Request) (*parameters, error) {
	p := newParameters()
	if !p.addEncoded(r.URL.RawQuery) {
		return nil, errTooManyParameters
	}
	if r.Body == nil || r.Body == http.NoBody {
		return p, nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.maxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, domain.Fail(domain.Invalid, "the body must not be larger than %d bytes", h.maxBody)
	case err != nil:
		return nil, domain.Wrap(domain.Invalid, err, "the body could not be read")
	}
	return p, p.addBody(r.Header.Get("Content-Type"), body)
}

// addBody reads a body by what it is labelled as, and one without a telling label as a form if it looks like one: some
// clients label theirs as JSON or not at all.
func (p *parameters) addBody(label string, body []byte) error {
	mediaType, options, err := mime.ParseMediaType(label)
	if err == nil && mediaType == "multipart/form-data" {
		return p.addMultipart(body, options["boundary"])
	}
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return nil
	}
	if mediaType != "application/x-www-form-urlencoded" && !looksEncoded(body) {
		return domain.Fail(domain.Invalid, "the body must be a form")
	}
	if !p.addEncoded(string(body)) {
		return errTooManyParameters
	}
	return nil
}

func looksEncoded(body []byte) bool {
	return bytes.IndexByte(body, '=') > 0 && !bytes.ContainsAny(body[:1], "{[\"<")
}

func (p *parameters) addMultipart(body []byte, boundary string) error {
	if boundary == "" {
		return domain.Fail(domain.Invalid, "the body names no boundary")
	}
	form := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return domain.Wrap(domain.Invalid, err, "the body is no well-formed form")
		}
		value, err := readPart(part)
		if err != nil {
			return domain.Wrap(domain.Invalid, err, "the body is no well-formed form")
		}
		if !p.add(part.FormName(), value) {
			return errTooManyParameters
		}
	}
}

func readPart(part *multipart.Part) (string, error) {
	var value strings.Builder
	if _, err := io.Copy(&value, part); err != nil {
		return "", err
	}
	return value.String(), part.Close()
}
