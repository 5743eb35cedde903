package vodia

import (
	"slices"
	"strconv"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// accountRow is an account as the lists that hold every type show it.
type accountRow struct {
	id       int64
	usertype string
	names    []string
	ani      string
	display  string
	disabled bool
	visible  bool
	phone    *domain.Phone // of an extension
}

// accountRows lists every account of a tenant, type by type.
func accountRows(look *domain.Look) ([]accountRow, error) {
	v := NewView(look.Plan)
	phones, err := look.Phones(domain.Page{})
	if err != nil {
		return nil, err
	}
	groups, err := look.HuntGroups(domain.Page{})
	if err != nil {
		return nil, err
	}
	codes, err := nodes(look)
	if err != nil {
		return nil, err
	}
	rows := make([]accountRow, 0, len(phones)+len(groups)+len(codes))
	for _, phone := range phones {
		row := rowOf(v, ExtensionTable, phone, accountID(domain.ToPhone, int64(phone.ID)), "extensions", phone.Names, phone.Holder)
		row.phone = phone
		rows = append(rows, row)
	}
	for _, group := range groups {
		rows = append(rows, rowOf(v, HuntTable, group, accountID(domain.ToHuntGroup, int64(group.ID)), "hunts", group.Names, group.Name))
	}
	for _, code := range codes {
		rows = append(rows, rowOf(v, IVRNodeTable, code, accountID(domain.ToFeatureCode, int64(code.ID)), "ivrnodes", code.Names, code.Description))
	}
	return rows, look.Plan.Err()
}

func rowOf[K any](v *View, table *lens.Table[K, *View], k K, id int64, usertype string, names []string, display string) accountRow {
	setting := func(name string) string {
		value, _ := table.Get(v, k, name)
		return value.Text
	}
	return accountRow{
		id: id, usertype: usertype, names: names, display: display,
		ani: setting("ani"), disabled: setting("disabled") == "true", visible: setting("visible") != "false",
	}
}

// The platform numbers accounts of all types together; here each kind has its own ids, so that the last digit of an
// account's id says which kind it is.
var idDigits = []domain.DestinationKind{domain.ToPhone, domain.ToHuntGroup, domain.ToFeatureCode}

func accountID(kind domain.DestinationKind, id int64) int64 {
	return id*10 + int64(slices.Index(idDigits, kind)) + 1
}

// accountOfID finds the account of an id that accountID made.
func (c *call) accountOfID(text string) (domain.Destination, error) {
	missing := domain.Fail(domain.NotFound, "there is no account of the id %s", text)
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n%10 < 1 || n%10 > int64(len(idDigits)) {
		return domain.Destination{}, missing
	}
	switch id := n / 10; idDigits[n%10-1] {
	case domain.ToPhone:
		phone, err := c.look.PhoneByID(domain.PhoneID(id))
		if err != nil {
			return domain.Destination{}, err
		}
		return domain.PhoneDestination(phone.Name), nil
	case domain.ToHuntGroup:
		group, err := c.look.HuntGroup(domain.HuntGroupID(id))
		if err != nil {
			return domain.Destination{}, err
		}
		return domain.HuntGroupDestination(group.ID), nil
	}
	codes, err := nodes(c.look)
	if err != nil {
		return domain.Destination{}, err
	}
	for _, code := range codes {
		if int64(code.ID) == n/10 {
			return domain.FeatureCodeDestination(code.Code), nil
		}
	}
	return domain.Destination{}, missing
}

// listUsers lists every account.
func listUsers(c *call) ([]byte, error) {
	rows, err := accountRows(c.look)
	if err != nil {
		return nil, err
	}
	w := writer{b: make([]byte, 0, 192*len(rows)+2)}
	w.open('[')
	for _, row := range rows {
		w.open('{')
		w.key("id")
		w.text(strconv.FormatInt(row.id, 10))
		w.key("name")
		w.text(row.names[0])
		w.key("alias")
		w.texts(row.names)
		w.key("ani")
		w.texts(listOf(row.ani))
		w.key("displayname")
		w.text(row.display)
		w.key("disabled")
		w.truth(row.disabled)
		w.key("license")
		w.truth(true)
		w.key("visible")
		w.truth(row.visible)
		w.key("usertype")
		w.text(row.usertype)
		w.close('}')
	}
	w.close(']')
	return w.b, nil
}

// listOf is the list of a text, none of an empty one.
func listOf(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// listUserlist lists the accounts of one type for programs. Names of lists that the gateway has no accounts for give an
// empty one: clients ask for them by several names, and each was shipped.
func listUserlist(c *call) ([]byte, error) {
	rows, err := accountRows(c.look)
	if err != nil {
		return nil, err
	}
	var w writer
	w.open('{')
	w.key("accounts")
	w.open('[')
	for _, row := range rows {
		if row.usertype != c.params["type"] {
			continue
		}
		w.open('{')
		w.key("account")
		w.text(row.names[0])
		w.key("name")
		w.text(row.display)
		w.key("display")
		w.text(row.display)
		w.close('}')
	}
	w.close(']')
	w.close('}')
	return w.b, nil
}

// listDirectory lists the accounts of a tenant for one of its users. Nobody is registered at a gateway that routes no
// calls, and nobody is in one.
func listDirectory(c *call) ([]byte, error) {
	only := c.r.URL.Query().Get("type")
	v := NewView(c.look.Plan)
	rows, err := accountRows(c.look)
	if err != nil {
		return nil, err
	}
	w := writer{b: make([]byte, 0, 256*len(rows)+2)}
	w.open('[')
	for _, row := range rows {
		if only != "" && only != row.usertype || !row.visible {
			continue
		}
		dnd, department, position := false, "", ""
		if row.phone != nil {
			dnd = row.phone.DoNotDisturb
			department, position = textOf(v, row.phone, "department"), textOf(v, row.phone, "position")
		}
		w.open('{')
		w.key("name")
		w.text(row.names[0])
		w.key("alias")
		w.texts(row.names)
		w.key("ani")
		w.texts(listOf(row.ani))
		w.key("displayname")
		w.text(row.display)
		w.key("icon")
		w.truth(false)
		w.key("dnd")
		w.truth(dnd)
		w.key("chatstatus")
		w.text("")
		w.key("connected")
		w.truth(false)
		w.key("login")
		w.truth(false)
		w.key("department")
		w.text(department)
		w.key("position")
		w.text(position)
		w.key("registered")
		w.truth(false)
		w.close('}')
	}
	w.close(']')
	return w.b, nil
}

// textOf is one setting of an extension.
func textOf(v *View, phone *domain.Phone, name string) string {
	value, _ := ExtensionTable.Get(v, phone, name)
	return value.Text
}

var emptyList = []byte("[]")

// listNothing is the list of a type of account that the gateway has no model for.
func listNothing(*call) ([]byte, error) { return emptyList, nil }
