/* SPDX-License-Identifier: MIT
 *
 * The whole stable plugin ABI. C plugins include this alone.
 */
#ifndef SELAT_PLUGIN_H
#define SELAT_PLUGIN_H

#include "abi/actions.h"
#include "abi/base.h"
#include "abi/bot.h"
#include "abi/channel.h"
#include "abi/crypto.h"
#include "abi/events.h"
#include "abi/flow.h"
#include "abi/module.h"
#include "abi/note.h"
#include "abi/strategy.h"

#endif
