package vodia

import (
	"sync"

	"dragoman/domain/lens"
)

// Tables gives the declarations of every table, in the order in which documentation goes through them. A feature code
// is an IVR node, or among the settings of its domain a star code, or an alias of the account that it leads to.
// It must not be changed.
func Tables() []lens.Sheet { return tables() }

// tables are put together once, since moves ask them of each setting.
var tables = sync.OnceValue(func() []lens.Sheet {
	return []lens.Sheet{
		DomainTable.Sheet(), AdministratorTable.Sheet(), ExtensionTable.Sheet(), HuntTable.Sheet(), IVRNodeTable.Sheet(),
	}
})
