/* SPDX-License-Identifier: MIT
 *
 * What a plugin answers with: records added to the selat_actions of the call. The host copies
 * each at once, so they may be built on the stack. Each header holds what one kind of plugin adds,
 * shared_actions.h what more than one does; "in" says which calls may add it.
 */
#ifndef SELAT_ABI_ACTIONS_H
#define SELAT_ABI_ACTIONS_H

#include "action_kinds.h"
#include "base.h"
#include "bot_actions.h"
#include "channel_actions.h"
#include "flow_actions.h"
#include "shared_actions.h"

#endif
