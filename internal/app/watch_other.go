//go:build !linux

package app

import "context"

// watch does nothing here: the content folder is looked at from time to time.
func (a *App) watch(context.Context) {}
