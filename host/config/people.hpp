#pragma once
// The tables of who works here and who calls: routing, agents, tokens, webhooks.

#include "host/config/config.hpp"
#include "host/config/field.hpp"

namespace selat::config {

fields fields_of(routing& routing);
void finish_routing(routing& routing, const node* where, reading& reading);
fields fields_of(agent& agent);
void finish_agent(agent& agent, const node& where, reading& reading);
fields fields_of(token& token);
fields fields_of(webhook& webhook);

}  // namespace selat::config
