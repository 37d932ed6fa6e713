#pragma once
// How the catalog makes each widget; defined in the widget's own file.

#include "widget.hpp"

#include <memory>

namespace studio {

std::unique_ptr<widget> make_trigger(const properties& from);
std::unique_ptr<widget> make_split(const properties& from);
std::unique_ptr<widget> make_set_variables(const properties& from);
std::unique_ptr<widget> make_send_message(const properties& from);
std::unique_ptr<widget> make_send_and_wait(const properties& from);
std::unique_ptr<widget> make_http_request(const properties& from);
std::unique_ptr<widget> make_run_function(const properties& from);
std::unique_ptr<widget> make_send_to_flex(const properties& from);
std::unique_ptr<widget> make_virtual_agent(const properties& from);
std::unique_ptr<widget> make_auto_pilot(const properties& from);
std::unique_ptr<widget> make_run_subflow(const properties& from);
std::unique_ptr<widget> make_say_play(const properties& from);
std::unique_ptr<widget> make_gather_input(const properties& from);
std::unique_ptr<widget> make_connect_call(const properties& from);
std::unique_ptr<widget> make_record_voicemail(const properties& from);
std::unique_ptr<widget> make_enqueue_call(const properties& from);
/// A type that is valid and cannot run here: its failure event, or the end, and a warning.
std::unique_ptr<widget> make_unsupported(const properties& from);

}  // namespace studio
