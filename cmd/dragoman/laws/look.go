package laws

import "dragoman/domain"

// Look reads the world's tenant whole.
func (w *World) Look() *domain.Look {
	w.plan()
	return w.look
}
