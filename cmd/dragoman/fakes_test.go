package main_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"dragoman/adapters/wire/wiretest"
)

// What follows tests the fakes, since tests of our own program are only as good as they are.

var fakeKinds = []string{wiretest.Enswitch, wiretest.Vodia}

// fakeCaller sends requests as METHOD URL BODY to a fake, and keeps the last token or session that it was given.
type fakeCaller struct {
	*wiretest.Fake
	client *http.Client
	token  string
}

func newFakeCaller(p *wiretest.Fake) *fakeCaller {
	// Without kept connections, so that net/http repeats no request by itself.
	return &fakeCaller{Fake: p, client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
}

const fakeEnswitchLogin = "auth_username=admin;auth_password=password"

var fakeGivenToken = regexp.MustCompile(`"auth_token":"([^"]+)"|^200 "([a-z0-9]{20})"$`)

// do answers STATUS BODY. In the request $A stands for Enswitch credentials and $T for the token; "session " before it
// signs in to Vodia by cookie, "nobody " not at all.
func (c *fakeCaller) do(request string) (string, http.Header, error) {
	request = strings.NewReplacer("$A", fakeEnswitchLogin, "$T", c.token).Replace(request)
	request, nobody := strings.CutPrefix(request, "nobody ")
	request, session := strings.CutPrefix(request, "session ")
	method, rest, _ := strings.Cut(request, " ")
	address, body, _ := strings.Cut(rest, " ")
	r, err := http.NewRequest(method, c.URL+address, strings.NewReader(body))
	if err != nil {
		return "", nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded") // as curl -d does, for JSON too
	switch {
	case session:
		r.AddCookie(&http.Cookie{Name: "session", Value: c.token})
	case !nobody:
		r.SetBasicAuth("admin", "password")
	}
	response, err := c.client.Do(r)
	if err != nil {
		return "", nil, err
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	answer := fmt.Sprintf("%d %s", response.StatusCode, read)
	if found := fakeGivenToken.FindStringSubmatch(answer); found != nil {
		c.token = found[1] + found[2]
	}
	return answer, response.Header, err
}

func (c *fakeCaller) must(t *testing.T, request string) string {
	t.Helper()
	answer, _, err := c.do(request)
	if err != nil {
		t.Fatalf("%s: %v", request, err)
	}
	return answer
}

// The documents' own requests, in an order in which each finds what it needs.
func TestFakesAnswerTheExamples(t *testing.T) {
	type exchange struct{ request, answer string }
	for kind, exchanges := range map[string][]exchange{
		wiretest.Enswitch: {
			{"GET /api/json/phones/create/?$A;name=1234567;password=secret", `"code":"204","key":"","message":"OK"`},
			{"GET /api/json/phones/create/?$A;name=1234567;password=secret", `"code":"400","key":"name"`},
			{"GET /api/json/phones/get/?$A;name=1234567", `"name":"1234567"`},
			{"GET /api/json/phones/get?$A&name=1234567&password=1", `"password":"secret"`},
			{"POST /api/json/phones/update/ auth_username=admin&auth_password=password&name=1234567&description=Front+desk&dnd=1", `"code":"204"`},
			{"GET /api/json/phones/list/?$A", `"description":"Front desk"`},
			{"GET /api/json/phones/list/?$A;count=1", `"data": {"count":1}`},
			{"GET /api/json/phones/create/?$A;name=2;copy_password=1234567;validation=1", `"code":"201"`},
			{"GET /api/json/phones/get/?$A;name=2", `"code":"404"`},
			{"GET /api/json/phones/create/?$A;name=2;copy_password=1234567", `"code":"204"`},
			{"GET /api/json/phones/get/?$A;name=2;password=1", `"password":"secret"`},
			{"GET /api/json/phones/list/?$A;sort=name;descending=1;limit=1", `"name":"2"`},
			{"GET /api/json/phones/create/?$A;name=3;password=x;screen=3;media=telex;ringtime=x", `"key":"media"`},
			{"GET /api/json/phones/create/?$A;name=3;password=x;callerid_external=whatever", `"key":"callerid_external"`},
			{"GET /api/json/phones/create/?$A;name=3", `"key":"password"`},
			{"GET /api/json/codes/create/?$A;code=100;dtype=phone;dnumber=1234567", `"code":"204"`},
			{"GET /api/json/codes/create/?$A;code=100;dtype=phone;dnumber=2", `"code":"400","key":"code"`},
			{"GET /api/json/codes/update/?$A;code=100;routing=timegroup_7", `"code":"204"`},
			{"GET /api/json/codes/get/?$A;code=100", `"routing":"timegroup_7"`},
			{"GET /api/json/codes/list/?$A", `"code":"100"`},
			{"GET /api/json/huntgroups/create/?$A;name=example", `"data": {"id":1}`},
			{"GET /api/json/huntgroups/create/?$A;name=example;type=round", `"code":"400","key":"type"`},
			{"GET /api/json/huntgroups/get/?$A;id=1", `"type":"linear"`},
			{"GET /api/json/huntgroups/update/?$A;id=1;type=circular", `"code":"204"`},
			{"GET /api/json/huntgroups/list/?$A", `"type":"circular"`},
			{"GET /api/json/huntgroups/destinations/create/?$A;huntgroup=1;level=1;dtype=phone;dnumber=1234567", `"data": {"id":1}`},
			{"GET /api/json/huntgroups/destinations/create/?$A;huntgroup=1;level=11;dtype=queue;dnumber=1", `"key":"level"`},
			{"GET /api/json/huntgroups/destinations/create/?$A;huntgroup=9;level=1;dtype=phone;dnumber=1234567", `"code":"404"`},
			{"GET /api/json/huntgroups/destinations/update/?$A;id=1;level=2", `"code":"204"`},
			{"GET /api/json/huntgroups/destinations/list/?$A;huntgroup=1", `"level":2`},
			{"GET /api/json/huntgroups/destinations/list/?$A;dtype=phone;dnumber=1234567", `"huntgroup":1`},
			{"GET /api/json/huntgroups/destinations/get/?$A;id=1", `"dnumber":"1234567"`},
			{"GET /api/json/huntgroups/levels/get/?$A;huntgroup=1;level=1", `"ringtime":-2`},
			{"GET /api/json/huntgroups/levels/set/?$A;huntgroup=1;level=1;ringtime=30", `"code":"204"`},
			{"GET /api/json/huntgroups/levels/get/?$A;huntgroup=1;level=1", `"ringtime":30`},
			{"GET /api/json/huntgroups/destinations/delete/?$A;id=1", `"code":"204"`},
			{"GET /api/json/huntgroups/destinations/list/?$A;huntgroup=1", `"data": []`},
			{"GET /api/json/huntgroups/delete/?$A;id=1", `"code":"204"`},
			{"GET /api/json/huntgroups/levels/get/?$A;huntgroup=1;level=1", `"code":"404"`},
			{"GET /api/json/codes/delete/?$A;code=100", `"code":"204"`},
			{"GET /api/json/phones/delete/?$A;name=2", `"code":"204"`},
			{"GET /api/json/people/create/?$A;username=eve;password=pw;role=4", `"data": {"id":2}`},
			{"GET /api/json/people/list/?$A", `"username":"eve"`},
			{"GET /api/json/people/update/?$A;id=2;surname=Adams", `"code":"204"`},
			{"GET /api/json/people/get/?$A;id=2", `"surname":"Adams"`},
			{"GET /api/json/phones/update/?$A;name=1234567;owner=2", `"code":"204"`},
			{"GET /api/json/phones/list/?auth_username=eve;auth_password=pw", `"owner":2`},
			{"GET /api/json/phones/create/?auth_username=eve;auth_password=pw;name=5;password=x", `"code":"402"`},
			{"GET /api/json/people/delete/?$A;id=2", `"code":"204"`},
			{"GET /api/json/phones/list/?auth_username=eve;auth_password=pw", `"code":"401"`},
			{"GET /api/json/phones/list/?$A;customer=1", `"code":"400","key":"customer"`},
			{"GET /api/json/customers/list/?$A", `"code":"402"`},
			{"GET /api/json/customers/get/?$A;id=12", `"name":"Example"`},
			{"GET /api/json/customers/get/?$A;id=1", `"code":"404"`},
			{"GET /api/json/user/login/?$A;token=1", `"auth_token_expiry":3600`},
			{"GET /api/json/phones/list/?auth_token=$T", `"name":"1234567"`},
			{"GET /api/json/phones/list/?auth_token=nonsense", `"code":"401"`},
			{"GET /api/json/phones/dance/?$A", "404 <html>"},
			{"GET /api/json/phones/list/?$A;x=" + strings.Repeat("x", 9000), "414 <html>"},
		},
		wiretest.Vodia: {
			{"nobody GET /rest/domain/localhost/hunts", "401 "},
			{"GET /rest/domain/localhost/hunts", "200 []"},
			{"POST /rest/domain/localhost/addacc { 'type':'hunts', 'account':'1004' }", "200 {}"},
			{"POST /rest/domain/localhost/addacc/ {\"type\":\"hunts\",\"account\":\"1002/hunt\"}", "200 {}"},
			{"POST /rest/domain/localhost/user_settings/hunt { 'display':'Networks', 'st1_ext':'444 445', 'st3_ext':'440', 'st4_ext':'777 8578962323', 'alias':['vodia','1002'] }", `"alias":["vodia","1002"]`},
			{"GET /rest/domain/localhost/user_settings/1002", `"st1_ext":"444 445"`},
			{"GET /rest/domain/localhost/user_settings/hunt", "404 "},
			{"GET /rest/domain/localhost/hunts", `{"agents":["444","445","440"],"calls":0,"display":"Networks","name":"vodia"}`},
			{"POST /rest/domain/localhost/addacc {\"type\":\"extensions\",\"account_ext\":\"444 445\"}", "200 {}"},
			{"POST /rest/domain/localhost/user_settings/444 {\"first_name\":\"Ada\",\"display_name\":\"Lovelace\",\"sip_pass\":\"geheim\",\"dnd\":\"true\"}", `"sip_pass":"********"`},
			{"POST /rest/domain/localhost/user_settings/444 {\"sip_pass\":\"********\"}", `"sip_pass":"********"`},
			{"POST /rest/domain/localhost/user_settings/444 {\"dnd\":true}", "400 "},
			{"GET /rest/domain/localhost/extensions", `{"alias":["444"],"display_name":"Lovelace","dnd":true,`},
			{"GET /rest/domain/localhost/extensions?account=444", `"cfa":""`},
			{"POST /rest/domain/localhost/addacc {\"type\":\"ivrnodes\",\"account\":\"100\"}", "200 {}"},
			{"POST /rest/domain/localhost/user_settings/100 {\"match\":\"!*!444!\",\"display\":\"Code\"}", `"match":"!*!444!"`},
			{"GET /rest/domain/localhost/ivrnodes", `200 [{"display":"Code","name":"100"}]`},
			{"GET /rest/domain/localhost/users", `"usertype":"ivrnodes"`},
			{"GET /rest/domain/localhost/userlist/extensions", `{"account":"444","name":"Ada Lovelace"}`},
			{"GET /rest/domain/localhost/status/total", "200 5"},
			{"GET /rest/domain/localhost/settings", `"code_redial":"*66"`},
			{"POST /rest/domain/localhost/settings {\"code_redial\":\"*99\"}", `"code_redial":"*99"`},
			{"POST /rest/domain/localhost/config {\"max_extensions\":\"2\"}", `"primary":"localhost"`},
			{"POST /rest/domain/localhost/addacc {\"type\":\"extensions\",\"account\":\"446\"}", "403 "},
			{"DELETE /rest/domain/localhost/addacc/1004", "200 {}"},
			{"DELETE /rest/domain/localhost/addacc/1004", "404 "},
			{"POST /rest/domain/localhost/domain_action { 'type':'accounts', 'action':'delete_selected', 'selected':'444 1002 nobody' }", "200 {}"},
			{"GET /rest/domain/localhost/status/total", "200 2"},
			{"POST /rest/system/domains {\"name\":\"newco.example.com\",\"display_name\":\"New Company\"}", "200 true"},
			{"POST /rest/system/domain [\"t.example.com\"]", "200 true"},
			{"GET /rest/system/domains", `"display":"New Company"`},
			{"GET /rest/system/domaininfo", "200 3"},
			{"GET /rest/system/domaininfo?size=2&page=2", `"name":"t.example.com"`},
			{"DELETE /rest/system/domains/t.example.com", "200 true"},
			{"DELETE /rest/system/domains [\"newco.example.com\"]", "200 true"},
			{"GET /rest/domain/newco.example.com/hunts", "404 "},
			{"GET /rest/system/status", `"version":`},
			{"nobody PUT /rest/system/session {\"name\":\"auth\",\"value\":\"admin wrong\"}", `200 ""`},
			{"nobody PUT /rest/system/session {\"name\":\"auth\",\"value\":\"admin 5f4dcc3b5aa765d61d8327deb882cf99\"}", `200 "`},
			{"session GET /rest/domain/localhost/hunts", "200 []"},
			{"session DELETE /rest/system/session", "200 {}"},
			{"session GET /rest/domain/localhost/hunts", "401 "},
		},
	} {
		t.Run(kind, func(t *testing.T) {
			caller := newFakeCaller(wiretest.Start(t, kind))
			for _, e := range exchanges {
				if answer := caller.must(t, e.request); !strings.Contains(answer, e.answer) {
					t.Errorf("%s\n answered %s\n not      %s", e.request, answer, e.answer)
				}
			}
		})
	}
}

// A tenant's administrator of Vodia stays in the tenant.
func TestFakeVodiaKeepsDomainAdministratorsIn(t *testing.T) {
	peer := wiretest.Start(t, wiretest.Vodia, "-user=admin@localhost")
	for where, status := range map[string]int{
		"/rest/domain/localhost/hunts": 200, "/rest/domain/other/hunts": 403, "/rest/system/domains": 403, "/rest/system/session": 200,
	} {
		request, err := http.NewRequest(http.MethodGet, peer.URL+where, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.SetBasicAuth("admin@localhost", "password")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != status {
			t.Errorf("%s: got %d, want %d", where, response.StatusCode, status)
		}
	}
}

// fakeSwitchTest asks the same without a switch and with it. Each answer must hold its text and not the other's.
type fakeSwitchTest struct {
	set    string // NAME=VALUE
	before string // requests, a line each
	probe  string
	off    string
	on     string
}

const (
	fakeEnswitchPhone = "GET /api/json/phones/create/?$A;name=1;password=s;description=Desk;aoc=1"
	fakeEnswitchTwo   = fakeEnswitchPhone + "\nGET /api/json/phones/create/?$A;name=2;password=s"
	fakeVodiaHunt     = "POST /rest/domain/localhost/addacc {\"type\":\"hunts\",\"account\":\"70\"}"
	fakeVodiaMembers  = fakeVodiaHunt + "\nPOST /rest/domain/localhost/user_settings/70 {\"st1_ext\":\"444 0800\"}"
	fakeVodiaPhone    = "POST /rest/domain/localhost/addacc {\"type\":\"extensions\",\"account\":\"440\",\"account_ext\":\"440\"}"
	fakeVodiaUsers    = "GET /rest/domain/localhost/users"
)

var fakeSwitchTests = map[string][]fakeSwitchTest{
	wiretest.Enswitch: {
		{"version=4.3", fakeEnswitchPhone, "GET /api/json/phones/get/?$A;name=1", `"allowed_ua"`, ""},
		{"version=4.2", fakeEnswitchPhone, "GET /api/json/phones/get/?$A;name=1", "", `"provision1"`},
		{"version=3.13", "", "GET /api/json/huntgroups/create/?$A;name=x;atype=nonsense", `"key":"atype"`, `"id":1`},
		{"prefix=/local", "", "GET /api/json/phones/list/?$A", `"code":"200"`, "404 <html>"},
		{"prefix=/local", "", "GET /local/api/json/phones/list/?$A", "404 <html>", `"code":"200"`},
		{"slash=required", "", "GET /api/json/phones/list?$A", `"code":"200"`, "404 <html>"},
		{"slash=refused", "", "GET /api/json/phones/list/?$A", `"code":"200"`, "404 <html>"},
		{"separator=semicolon", "", "GET /api/json/phones/list/?auth_username=admin&auth_password=password", `"code":"200"`, `"code":"401"`},
		{"separator=ampersand", "", "GET /api/json/phones/list/?$A", `"code":"200"`, `"code":"401"`},
		{"without=phones/list,codes/list", "", "GET /api/json/phones/list/?$A", `"code":"200"`, "404 <html>"},
		{"http-status=errors", "", "GET /api/json/phones/get/?$A;name=1", "200 {", "404 {"},
		{"http-status=all", "", fakeEnswitchPhone, `200 {`, "204 "},
		{"numeric-codes=true", "", "GET /api/json/phones/list/?$A", `"code":"200"`, `"code":200`},
		{"one-error=true", "", fakeEnswitchPhone + ";screen=9;dnd=x", `"key":"dnd","message":"Not an integer"}, {`, ""},
		{"keyless-errors=true", "", "GET /api/json/phones/create/?$A;name=1", `"key":"password"`, `"code":"400","key":""`},
		{"ids-as-strings=true", fakeEnswitchPhone, "GET /api/json/phones/list/?$A", `"id":1,`, `"id":"1"`},
		{"ids-as-strings=true", "", "GET /api/json/huntgroups/create/?$A;name=x", `{"id":1}`, `{"id":"1"}`},
		{"numbers-as-strings=true", fakeEnswitchPhone, "GET /api/json/phones/list/?$A", `"call_maximum":-1.0000`, `"call_maximum":"-1.0000"`},
		{"numbers-as-strings=true", fakeEnswitchPhone, "GET /api/json/phones/get/?$A;name=1", `"ringtime":15`, `"ringtime":"15"`},
		{"empty-list=null", "", "GET /api/json/codes/list/?$A", `"data": []`, `"data": null`},
		{"empty-list=missing", "", "GET /api/json/codes/list/?$A", `"data"`, ""},
		{"empty-list=object", "", "GET /api/json/codes/list/?$A", `"data": []`, `"data": {}`},
		{"lists-as-objects=true", fakeEnswitchTwo, "GET /api/json/phones/list/?$A", `"data": [{`, `"data": {"1":{`},
		{"lists-as-objects=true", "GET /api/json/codes/create/?$A;code=*1;dtype=hangup;dnumber=", "GET /api/json/codes/list/?$A", `"data": [{`, `"data": {"*1":{`},
		{"extra-fields=true", fakeEnswitchPhone, "GET /api/json/phones/get/?$A;name=1", "", `"x_parent":null`},
		{"refuse-unknown=true", "", "GET /api/json/phones/list/?$A;colour=red", `"code":"200"`, `"key":"colour"`},
		{"refuse-unknown=true", "", fakeEnswitchPhone + ";colour=red", `"code":"204"`, `"key":"colour"`},
		{"no-paging=true", fakeEnswitchTwo, "GET /api/json/phones/list/?$A;limit=1;offset=1", "", `"name":"1"`},
		{"max-rows=1", fakeEnswitchTwo, "GET /api/json/phones/list/?$A;limit=2", `"name":"2"`, ""},
		{"passwords=get-only", fakeEnswitchPhone, "GET /api/json/phones/list/?$A;password=1", `"password":"s"`, ""},
		{"passwords=never", fakeEnswitchPhone, "GET /api/json/phones/get/?$A;name=1;password=1", `"password":"s"`, ""},
		{"update-refuses-customer=true", fakeEnswitchPhone, "GET /api/json/phones/update/?$A;name=1;customer=12", `"code":"204"`, `"key":"customer"`},
		{"update-resets=true", fakeEnswitchPhone + "\nGET /api/json/phones/update/?$A;name=1;dnd=1", "GET /api/json/phones/get/?$A;name=1", `"aoc":1`, `"aoc":0`},
		{"exits-as-printed=true", "GET /api/json/huntgroups/create/?$A;name=x", "GET /api/json/huntgroups/get/?$A;id=1", `"dtype":"hangup"`, `"dnumber":"hangup"`},
		{"any-destination=true", "", "GET /api/json/codes/create/?$A;code=1;dtype=teleport;dnumber=9", `"key":"dtype"`, `"code":"204"`},
		{"strict-destinations=true", "", "GET /api/json/codes/create/?$A;code=1;dtype=phone;dnumber=9", `"code":"204"`, `"key":"dnumber"`},
		{"strict-destinations=true", "GET /api/json/huntgroups/create/?$A;name=x", "GET /api/json/huntgroups/update/?$A;id=1;btype=huntgroup;bnumber=2", `"code":"204"`, `"key":"bnumber"`},
		{"quota-phones=1", fakeEnswitchPhone, "GET /api/json/phones/create/?$A;name=2;password=s", `"code":"204"`, `"code":"403"`},
		{"quota-codes=0", "", "GET /api/json/codes/create/?$A;code=1;dtype=phone;dnumber=9", `"code":"204"`, `"code":"403"`},
		{"quota-groups=0", "", "GET /api/json/huntgroups/create/?$A;name=x", `"code":"200"`, `"code":"403"`},
		{"no-tokens=true", "", "GET /api/json/user/login/?$A;token=1", `"auth_token"`, ""},
		{"token-life=0s", "GET /api/json/user/login/?$A;token=1", "GET /api/json/phones/list/?auth_token=$T", `"code":"200"`, `"code":"401"`},
		{"token-uses=1", "GET /api/json/user/login/?$A;token=1\nGET /api/json/phones/list/?auth_token=$T", "GET /api/json/phones/list/?auth_token=$T", `"code":"200"`, `"code":"401"`},
		{"forgets=description,aoc", fakeEnswitchPhone, "GET /api/json/phones/get/?$A;name=1", `"description":"Desk"`, `"description":""`},
	},
	wiretest.Vodia: {
		{"write-with=put", "", fakeVodiaHunt, "200 {}", "404 "},
		{"write-with=put", "", "PUT" + strings.TrimPrefix(fakeVodiaHunt, "POST"), "404 ", "200 {}"},
		{"write-with=any", "", "PUT" + strings.TrimPrefix(fakeVodiaHunt, "POST"), "404 ", "200 {}"},
		{"account-field=account", "POST /rest/domain/localhost/addacc {\"type\":\"extensions\",\"account_ext\":\"440\"}", fakeVodiaUsers, `"440"`, "200 []"},
		{"account-field=account_ext", "POST /rest/domain/localhost/addacc {\"type\":\"extensions\",\"account\":\"440\"}", fakeVodiaUsers, `"440"`, "200 []"},
		{"slash=bulk", "POST /rest/domain/localhost/addacc {\"type\":\"hunts\",\"account\":\"70/71\"}", fakeVodiaUsers, `"alias":["70","71"]`, `"alias":["71"]`},
		{"slash=bulk", "POST /rest/domain/localhost/addacc {\"type\":\"hunts\",\"account\":\"70; 71\"}", fakeVodiaUsers, "", `"alias":["70","71"]`},
		{"alias=additional", fakeVodiaHunt + "\nPOST /rest/domain/localhost/user_settings/70 {\"alias\":[\"71\"]}", fakeVodiaUsers, `"alias":["71"]`, `"alias":["70","71"]`},
		{"alias=ignored", fakeVodiaHunt + "\nPOST /rest/domain/localhost/user_settings/70 {\"alias\":[\"71\"]}", fakeVodiaUsers, `"alias":["71"]`, `"alias":["70"]`},
		{"clash=refused", fakeVodiaHunt, fakeVodiaHunt, "200 {}", "400 "},
		{"clash=refused", fakeVodiaHunt + "\n" + fakeVodiaPhone, "POST /rest/domain/localhost/user_settings/440 {\"alias\":[\"440\",\"70\"]}", `"alias":["440"]`, "400 "},
		{"clash=refused", "", "POST /rest/system/domain [\"localhost\"]", "200 true", "400 "},
		{"extensions-list=by-name", fakeVodiaPhone, "GET /rest/domain/localhost/extensions", `200 {"2":{`, `200 {"440":{`},
		{"extensions-list=array", fakeVodiaPhone, "GET /rest/domain/localhost/extensions", `200 {"2":{`, `200 [{`},
		{"lists=by-name", fakeVodiaHunt, "GET /rest/domain/localhost/hunts", `200 [{`, `200 {"70":{`},
		{"unquoted-agents=true", fakeVodiaMembers, "GET /rest/domain/localhost/hunts", `["444","0800"]`, `[444,"0800"]`},
		{"domaininfo=array", "", "GET /rest/system/domaininfo", "200 1", `200 [{`},
		{"domaininfo=missing", "", "GET /rest/system/domaininfo?size=all", "200 [", `404 `},
		{"domains-list=array", "", "GET /rest/system/domains", `200 {"1":{`, `200 [{`},
		{"settings-answer=braces", fakeVodiaHunt, "POST /rest/domain/localhost/user_settings/70 {\"display\":\"x\"}", `"display":"x"`, "200 {}"},
		{"empty-bodies=true", "", fakeVodiaHunt, "200 {}", ""},
		{"empty-bodies=true", fakeVodiaHunt, "POST /rest/domain/localhost/user_settings/70 {\"display\":\"x\"}", `"display":"x"`, ""},
		{"error-body=json", "", "GET /rest/domain/localhost/user_settings/70", "", `404 {"error":"no such account"}`},
		{"error-body=html", "", "GET /rest/domain/localhost/user_settings/70", "", "404 <html>"},
		{"unknown-keys=kept", fakeVodiaHunt + "\nPOST /rest/domain/localhost/user_settings/70 {\"zebra\":\"\"}", "GET /rest/domain/localhost/user_settings/70", "", `"zebra":""`},
		{"forgets=display", fakeVodiaHunt + "\nPOST /rest/domain/localhost/user_settings/70 {\"display\":\"x\"}", "GET /rest/domain/localhost/user_settings/70", `"display":"x"`, `"display":""`},
		{"begins=hunts.melody=internal", fakeVodiaHunt, "GET /rest/domain/localhost/user_settings/70", `"melody":""`, `"melody":"internal"`},
		{"secrets=pin", fakeVodiaPhone, "POST /rest/domain/localhost/user_settings/440 {\"sip_pass\":\"s\",\"pin\":\"1\"}", `"sip_pass":"********"`, ""},
		{"strict-json=true", "", "POST /rest/domain/localhost/addacc { 'type':'hunts', 'account':'70' }", "200 {}", "400 "},
		{"bulk-delete=ignored", fakeVodiaHunt + "\nPOST /rest/domain/localhost/domain_action {\"type\":\"accounts\",\"action\":\"delete_selected\",\"selected\":\"70\"}", fakeVodiaUsers, "200 []", `"70"`},
		{"creates-nothing=70,71", fakeVodiaHunt, fakeVodiaUsers, `"70"`, "200 []"},
		{"creates-nothing=hunts", fakeVodiaHunt + "\n" + fakeVodiaPhone, fakeVodiaUsers, `"70"`, ""},
		{"creates-nothing-every=1", fakeVodiaHunt, fakeVodiaUsers, `"70"`, "200 []"},
		{"creates-nothing-every=2", fakeVodiaHunt + "\n" + fakeVodiaPhone, fakeVodiaUsers, `"440"`, ""},
		{"appears-after=1h", "POST /rest/system/domain [\"t.example.com\"]", "GET /rest/domain/t.example.com/hunts", "200 []", "404 "},
		{"licence=0", "", fakeVodiaPhone, "200 {}", "403 "},
		{"api-off=true", "", "GET /rest/domain/localhost/hunts", "200 []", "403 "},
		{"basic=refused", "", "GET /rest/domain/localhost/hunts", "200 []", "401 "},
		{"sessions=missing", "", "nobody PUT /rest/system/session {\"name\":\"auth\",\"value\":\"admin \"}", `200 ""`, "404 "},
		{"session-uses=1", "nobody POST /rest/system/session {\"name\":\"auth\",\"value\":\"admin 5f4dcc3b5aa765d61d8327deb882cf99\"}\nsession " + fakeVodiaUsers, "session " + fakeVodiaUsers, "200 []", "401 "},
	},
}

// sharedFakeSwitches are tried in tests of their own below.
var sharedFakeSwitches = []string{"latency", "slow-time", "fault-rate", "fault-kinds", "fault-operations", "fault-seed", "rate-limit", "retry-after", "retry-after-date"}

func TestFakeSwitchesChangeTheAnswer(t *testing.T) {
	for _, kind := range fakeKinds {
		t.Run(kind, func(t *testing.T) {
			caller := newFakeCaller(wiretest.Start(t, kind))
			untried := caller.Switches(t)
			for _, name := range sharedFakeSwitches {
				delete(untried, name)
			}
			for _, test := range fakeSwitchTests[kind] {
				name, _, _ := strings.Cut(test.set, "=")
				delete(untried, name)
				t.Run(test.set, func(t *testing.T) { tryFakeSwitch(t, caller, test) })
			}
			for name := range untried {
				t.Errorf("switch %s is tried nowhere", name)
			}
		})
	}
}

func tryFakeSwitch(t *testing.T, caller *fakeCaller, test fakeSwitchTest) {
	ask := func() string {
		for request := range strings.SplitSeq(test.before, "\n") {
			if request != "" {
				caller.must(t, request)
			}
		}
		return caller.must(t, test.probe)
	}
	caller.Reset(t)
	off := ask()
	caller.Reset(t)
	caller.Set(t, test.set)
	on := ask()
	if off == on {
		t.Fatalf("the answer stays %s", off)
	}
	if !strings.Contains(off, test.off) || test.off != "" && strings.Contains(on, test.off) {
		t.Errorf("%q does not tell the answer without %s\n from the one with it: %s", test.off, off, on)
	}
	if !strings.Contains(on, test.on) || test.on != "" && strings.Contains(off, test.on) {
		t.Errorf("%q does not tell the answer with %s\n from the one without it: %s", test.on, on, off)
	}
}

// Vodia's creating nothing heals when tried again, and only that account.
func TestFakeVodiaCreatesOnTheSecondTry(t *testing.T) {
	caller := newFakeCaller(wiretest.Start(t, wiretest.Vodia, "-creates-nothing-every=3"))
	for round, want := range []string{"200 6", "200 9"} {
		for number := range 9 {
			caller.must(t, fmt.Sprintf(`POST /rest/domain/localhost/addacc {"type":"hunts","account":"%d"}`, 70+number))
		}
		if got := caller.must(t, "GET /rest/domain/localhost/status/hunts"); got != want {
			t.Errorf("after round %d: got %s, want %s", round+1, got, want)
		}
	}
}

// fakeCreation makes one account and tells whether it is there.
var fakeCreation = map[string]struct{ operation, request, look, there string }{
	wiretest.Enswitch: {"phones/create", "POST /api/json/phones/create/ auth_username=admin&auth_password=password&name=1&password=s", "GET /api/json/phones/list/?$A", `"name":"1"`},
	wiretest.Vodia:    {"POST addacc", fakeVodiaHunt, fakeVodiaUsers, `"name":"70"`},
}

func TestFakeFaults(t *testing.T) {
	t.Parallel()
	for _, kind := range fakeKinds {
		caller := newFakeCaller(wiretest.Start(t, kind, "-slow-time=200ms"))
		c := fakeCreation[kind]
		whole := caller.must(t, c.request)
		for _, test := range []struct {
			fault   string
			answer  string // "" for a failed exchange
			applied bool
		}{
			{"429", "429 <html>", false},
			{"502", "502 <html>", false},
			{"503", "503 <html>", false},
			{"504", "504 <html>", false},
			{"late-504", "504 <html>", true},
			{"reset", "", false},
			{"lost", "", true},
			{"truncated", whole[:4+(len(whole)-4)/2], true},
			{"cut", "", true},
			{"html", "200 <html>", false},
			{"foreign", `200 {"status":"error"`, false},
			{"slow", whole, true},
		} {
			t.Run(kind+"/"+test.fault, func(t *testing.T) {
				caller.Reset(t)
				caller.Arm(t, wiretest.Fault{Kind: test.fault, Operation: c.operation, Skip: 1, Count: 2})
				if there := caller.must(t, c.look); strings.Contains(there, c.there) {
					t.Fatalf("it is there from the start: %s", there)
				}
				started := time.Now()
				if answer := caller.must(t, strings.Replace(c.request, "=1&", "=9&", 1)); answer != whole {
					t.Errorf("the first call should go well, and answered %s", answer)
				}
				if kind == wiretest.Vodia { // its request can't be told from the next
					caller.must(t, "DELETE /rest/domain/localhost/addacc/70")
				}
				answer, header, err := caller.do(c.request)
				if (err != nil) != (test.answer == "") || !strings.HasPrefix(answer, test.answer) {
					t.Errorf("got %q and error %v, want %q", answer, err, test.answer)
				}
				if test.fault == "truncated" && answer != test.answer {
					t.Errorf("got %q, want %q", answer, test.answer)
				}
				if after := header.Get("Retry-After"); (after == "1") != (test.fault == "429") {
					t.Errorf("Retry-After is %q", after)
				}
				if slow := time.Since(started) >= 200*time.Millisecond; test.fault == "slow" && !slow {
					t.Error("it was not slow")
				}
				if there := strings.Contains(caller.must(t, c.look), c.there); there != test.applied {
					t.Errorf("carried out: %t, want %t", there, test.applied)
				}
				_, _, _ = caller.do(c.request) // the second that it strikes
				caller.must(t, c.request)
				counts := caller.Requests(t).Operations[c.operation]
				reached := 2
				if test.applied {
					reached = 4
				}
				if counts.Requests != 4 || counts.Reached != reached || counts.Faults[test.fault] != 2 {
					t.Errorf("counted %+v", counts)
				}
			})
		}
	}
}

// fakeFaultsOf counts the faults of 400 calls at a rate of a quarter.
func fakeFaultsOf(t *testing.T, caller *fakeCaller, request string) (string, int) {
	outcomes, faults := "", 0
	for range 400 {
		answer, _, err := caller.do(request)
		if err != nil || !strings.HasPrefix(answer, "200") {
			faults++
		}
		outcomes += fmt.Sprintf("%.3s,", answer)
	}
	return outcomes, faults
}

func TestFakeFaultRate(t *testing.T) {
	t.Parallel()
	for _, kind := range fakeKinds {
		t.Run(kind, func(t *testing.T) {
			caller := newFakeCaller(wiretest.Start(t, kind, "-fault-rate=0.25", "-fault-kinds=502,reset", "-fault-seed=7"))
			first, faults := fakeFaultsOf(t, caller, fakeCreation[kind].look)
			if faults < 70 || faults > 130 || !strings.Contains(first, "502") || !strings.Contains(first, ",,") {
				t.Errorf("%d of 400 met a fault: %s", faults, first)
			}
			caller.Reset(t)
			if again, _ := fakeFaultsOf(t, caller, fakeCreation[kind].look); again != first {
				t.Error("the same seed made other faults")
			}
			caller.Reset(t)
			caller.Set(t, "fault-seed=8")
			if other, _ := fakeFaultsOf(t, caller, fakeCreation[kind].look); other == first {
				t.Error("another seed made the same faults")
			}
			caller.Set(t, "fault-operations="+fakeCreation[kind].operation)
			if _, faults := fakeFaultsOf(t, caller, fakeCreation[kind].look); faults > 0 {
				t.Errorf("%d calls of another operation met a fault", faults)
			}
			caller.Set(t, "fault-operations=", "fault-rate=1", "fault-kinds=503")
			if _, faults := fakeFaultsOf(t, caller, fakeCreation[kind].look); faults != 400 {
				t.Errorf("%d of 400 met a fault at rate 1", faults)
			}
		})
	}
}

func TestFakeRateLimitAndLatency(t *testing.T) {
	t.Parallel()
	for _, kind := range fakeKinds {
		t.Run(kind, func(t *testing.T) {
			caller := newFakeCaller(wiretest.Start(t, kind, "-rate-limit=5", "-retry-after=3"))
			refused, began := 0, time.Now()
			for range 30 {
				answer, header, err := caller.do(fakeCreation[kind].look)
				if err != nil {
					t.Fatal(err)
				}
				if strings.HasPrefix(answer, "429") {
					refused++
					if after := header.Get("Retry-After"); after != "3" {
						t.Fatalf("Retry-After is %q", after)
					}
				}
			}
			seconds := int(time.Since(began).Seconds()) + 2 // that were touched
			if refused < 30-5*seconds || refused > 30-5 {
				t.Errorf("%d of 30 calls within %d s were too many", refused, seconds)
			}
			caller.Set(t, "retry-after-date=true", "rate-limit=0", "fault-rate=1", "fault-kinds=429")
			_, header, err := caller.do(fakeCreation[kind].look)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := http.ParseTime(header.Get("Retry-After")); err != nil {
				t.Error(err)
			}
			caller.Reset(t)
			caller.Set(t, "latency=150ms", "rate-limit=0")
			started := time.Now()
			caller.must(t, fakeCreation[kind].look)
			if took := time.Since(started); took < 150*time.Millisecond {
				t.Errorf("a call took %s", took)
			}
		})
	}
}

func TestFakeCountsCallsUnderWay(t *testing.T) {
	for _, kind := range fakeKinds {
		t.Run(kind, func(t *testing.T) {
			peer := wiretest.Start(t, kind, "-latency=1h") // they are under way until the fake ends
			const calls = 4
			for range calls {
				connection, err := net.Dial("tcp", strings.TrimPrefix(peer.URL, "http://"))
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { connection.Close() })
				if _, err := fmt.Fprint(connection, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
					t.Fatal(err)
				}
			}
			for deadline := time.Now().Add(patience); peer.Requests(t).Total < calls; time.Sleep(time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatal("the calls don't arrive")
				}
			}
			if most := peer.Requests(t).MaxInFlight; most != calls {
				t.Errorf("%d calls were under way at once", most)
			}
		})
	}
}

// What the README.md warns of: net/http repeats a GET of which it saw no answer, and so creates twice.
func TestFakeShowsRepeatedGets(t *testing.T) {
	peer := wiretest.Start(t, wiretest.Enswitch)
	caller := &fakeCaller{Fake: peer, client: &http.Client{Transport: &http.Transport{}}}
	for method, groups := range map[string]string{"GET": `{"count":2}`, "POST": `{"count":1}`} {
		peer.Reset(t)
		caller.must(t, "GET /api/json/huntgroups/list/?$A") // leaves a connection to use again
		peer.Arm(t, wiretest.Fault{Kind: "lost", Operation: "huntgroups/create"})
		_, _, err := caller.do(method + " /api/json/huntgroups/create/?$A;name=x")
		if (err != nil) != (method == "POST") {
			t.Errorf("%s: %v", method, err)
		}
		if answer := caller.must(t, "GET /api/json/huntgroups/list/?$A;count=1"); !strings.Contains(answer, groups) {
			t.Errorf("%s: %s", method, answer)
		}
	}
}

func TestFakeStateComesBack(t *testing.T) {
	for _, kind := range fakeKinds {
		t.Run(kind, func(t *testing.T) {
			caller := newFakeCaller(wiretest.Start(t, kind))
			empty := caller.State(t)
			caller.must(t, fakeCreation[kind].request)
			full := caller.State(t)
			if bytes.Equal(empty, full) {
				t.Fatal("the state does not show what was created")
			}
			caller.Reset(t)
			if !bytes.Equal(caller.State(t), empty) {
				t.Error("a reset leaves something")
			}
			caller.Load(t, full)
			if !bytes.Equal(caller.State(t), full) {
				t.Error("the state does not come back")
			}
			if answer := caller.must(t, fakeCreation[kind].look); !strings.Contains(answer, fakeCreation[kind].there) {
				t.Errorf("what was loaded is not there: %s", answer)
			}
		})
	}
}

// 10,000 telephone lines must be there in seconds, else every test of a large move would wait for the fake.
func TestFakesAreFast(t *testing.T) {
	for _, kind := range fakeKinds {
		t.Run(kind, func(t *testing.T) {
			peer := wiretest.Start(t, kind)
			caller := &fakeCaller{Fake: peer, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}}
			started := time.Now()
			numbers := make(chan int)
			var callers sync.WaitGroup
			for range 8 {
				callers.Go(func() {
					for number := range numbers {
						request := fmt.Sprintf("POST /api/json/phones/create/?$A;name=%d;password=s ", number)
						if kind == wiretest.Vodia {
							request = fmt.Sprintf(`POST /rest/domain/localhost/addacc {"type":"extensions","account":"%d"}`, number)
						}
						if answer, _, err := caller.do(request); err != nil || !strings.HasPrefix(answer, "200") {
							t.Errorf("%s: %s %v", request, answer, err)
						}
					}
				})
			}
			for number := range 10_000 {
				numbers <- 100_000 + number
			}
			close(numbers)
			callers.Wait()
			took := time.Since(started)
			t.Logf("%.0f a second", 10_000/took.Seconds())
			if took > time.Minute {
				t.Errorf("it took %s", took)
			}
			list := "GET /api/json/phones/list/?$A;count=1"
			if kind == wiretest.Vodia {
				list = "GET /rest/domain/localhost/status/extensions"
			}
			if answer := caller.must(t, list); !strings.Contains(answer, "10000") {
				t.Errorf("%s: %s", list, answer)
			}
			if got := peer.Requests(t).Total; got != 10_001 {
				t.Errorf("%d requests were counted", got)
			}
		})
	}
}

func TestFakesSpeakTLS(t *testing.T) {
	for _, kind := range fakeKinds {
		authority := filepath.Join(t.TempDir(), "ca.pem")
		peer := wiretest.Start(t, kind, "-tls-ca", authority)
		certificate, err := os.ReadFile(authority)
		if err != nil {
			t.Fatal(err)
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(certificate)
		trusting := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
		response, err := trusting.Get(peer.URL + "/fake/state")
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		var unknown x509.UnknownAuthorityError
		if _, err := http.Get(peer.URL + "/fake/state"); !errors.As(err, &unknown) {
			t.Errorf("%s: whoever does not know the authority gets %v", kind, err)
		}
	}
}

func TestFakesRefuseTheirMistakes(t *testing.T) {
	folder, err := wiretest.Programs()
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range fakeKinds {
		for _, flags := range [][]string{{"-listen=0.0.0.0:0"}, {"-listen=192.0.2.1:0"}, {"-slash=sideways"}, {"-fault-kinds=earthquake"}, {"-fault-rate=much"}} {
			err := exec.Command(filepath.Join(folder, kind), flags...).Run()
			var exit *exec.ExitError
			if !errors.As(err, &exit) {
				t.Errorf("%s %v: %v", kind, flags, err)
			}
		}
		peer := wiretest.Start(t, kind)
		for _, wrong := range []string{"POST switches?colour=red", "POST switches?fault-rate=x", "POST faults?kind=earthquake", "POST faults?kind=502&count=0", "POST faults?kind=502&skip=x", "PUT state"} {
			method, what, _ := strings.Cut(wrong, " ")
			request, err := http.NewRequest(method, peer.URL+"/fake/"+what, strings.NewReader("nonsense"))
			if err != nil {
				t.Fatal(err)
			}
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			if response.StatusCode != http.StatusBadRequest {
				t.Errorf("%s: %s answers %d", kind, wrong, response.StatusCode)
			}
		}
	}
}

var documentedFakeSwitch = regexp.MustCompile("(?m)^\\| `([a-z0-9-]+)`")

// The README.md of each fake and the one that they share name every switch, and none that is not there.
func TestFakeSwitchesAreDocumented(t *testing.T) {
	shared, err := os.ReadFile("testdata/fakepeer/README.md")
	if err != nil {
		t.Fatal(err)
	}
	shared, _, _ = bytes.Cut(shared, []byte("## Kinds of faults"))
	for _, kind := range fakeKinds {
		own, err := os.ReadFile(path.Join("testdata", kind, "README.md"))
		if err != nil {
			t.Fatal(err)
		}
		switches := wiretest.Start(t, kind).Switches(t)
		for _, found := range documentedFakeSwitch.FindAllSubmatch(slices.Concat(own, shared), -1) {
			if _, ok := switches[string(found[1])]; !ok {
				t.Errorf("%s: the documents name a switch %s that is not there", kind, found[1])
			}
			delete(switches, string(found[1]))
		}
		for name := range switches {
			t.Errorf("%s: switch %s is documented nowhere", kind, name)
		}
	}
}

// The fakes stand in for servers that are not ours: nothing of ours may be in them.
func TestFakesImportNothingOfOurs(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "./testdata/"+wiretest.Enswitch, "./testdata/"+wiretest.Vodia)
	list.Env = append(os.Environ(), "CGO_ENABLED=0")
	output, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	const folder = module + "/cmd/dragoman/testdata/"
	if got := strings.Fields(string(output)); !slices.Equal(got, []string{folder + "fakepeer", folder + wiretest.Enswitch, folder + wiretest.Vodia}) {
		t.Errorf("the fakes are made of %v", got)
	}
}

// Text that a fake shows must be JSON where it says so; the pieces that tests above look for would not tell.
func TestFakeAnswersAreJSON(t *testing.T) {
	for kind, setups := range map[string][]string{
		wiretest.Enswitch: {"", "numeric-codes=true", "lists-as-objects=true", "extra-fields=true", "ids-as-strings=true", "numbers-as-strings=true"},
		wiretest.Vodia:    {"", "lists=by-name", "unquoted-agents=true", "extensions-list=array"},
	} {
		caller := newFakeCaller(wiretest.Start(t, kind))
		for i, setup := range setups {
			caller.Reset(t)
			if setup != "" {
				caller.Set(t, setup)
			}
			caller.must(t, fakeCreation[kind].request)
			_, body, _ := strings.Cut(caller.must(t, fakeCreation[kind].look), " ")
			if !json.Valid([]byte(body)) {
				t.Errorf("%s, setup %s: %s", kind, strconv.Itoa(i), body)
			}
		}
	}
}
