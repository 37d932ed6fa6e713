#pragma once
// The tables of what is made from plugins: channels, bots, flows.

#include "host/config/config.hpp"
#include "host/config/field.hpp"

namespace selat::config {

fields fields_of(channel& channel);
void finish_channel(channel& channel, const node& where, reading& reading);
fields fields_of(bot& bot);
void finish_bot(bot& bot, const node& where, reading& reading);
fields fields_of(flow& flow);
void finish_flow(flow& flow, const node& where, reading& reading);

// A key whose file is read into `text`; JSON must be JSON.
field definition(std::string_view description, std::string& path, std::string& text);

}  // namespace selat::config
