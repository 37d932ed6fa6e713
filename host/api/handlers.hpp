#pragma once
// What answers the calls, one function each; one file a resource.

#include "host/api/call.hpp"

namespace selat::api {

// sessions.cpp
void log_in(const call_pointer& call);
void log_out(const call_pointer& call);

// agents.cpp
void show_me(const call_pointer& call);
void show_my_activity(const call_pointer& call);
void set_my_activity(const call_pointer& call);
void list_activities(const call_pointer& call);
void list_agents(const call_pointer& call);
void list_queues(const call_pointer& call);

// channels.cpp
void list_channels(const call_pointer& call);
void list_plugins(const call_pointer& call);
void reload(const call_pointer& call);
void describe(const call_pointer& call);
void open_stream(const call_pointer& call);

// messages.cpp
void list_messages(const call_pointer& call);
void send_message(const call_pointer& call);
void show_message(const call_pointer& call);
void retry_message(const call_pointer& call);
void change_message(const call_pointer& call);
void take_back_message(const call_pointer& call);
void list_conversation_messages(const call_pointer& call);
void write_in_conversation(const call_pointer& call);
void invite_elsewhere(const call_pointer& call);

// conversations.cpp
void list_conversations(const call_pointer& call);
void show_conversation(const call_pointer& call);
void close_conversation(const call_pointer& call);
void hand_over_conversation(const call_pointer& call);
void show_typing(const call_pointer& call);
void mark_read(const call_pointer& call);

// customers.cpp
void list_customers(const call_pointer& call);
void show_customer(const call_pointer& call);
void patch_customer(const call_pointer& call);
void merge_customer(const call_pointer& call);
void list_matches(const call_pointer& call);
void split_customer(const call_pointer& call);
void erase_customer(const call_pointer& call);

// verifications.cpp
void send_code(const call_pointer& call);
void check_code(const call_pointer& call);

// tasks.cpp
void list_tasks(const call_pointer& call);
void show_task(const call_pointer& call);
void wrap_up_task(const call_pointer& call);
void complete_task(const call_pointer& call);
void transfer_task(const call_pointer& call);
void cancel_task(const call_pointer& call);

// reservations.cpp
void list_reservations(const call_pointer& call);
void accept_reservation(const call_pointer& call);
void reject_reservation(const call_pointer& call);

// media.cpp
void show_media(const call_pointer& call);
void show_linked_media(const call_pointer& call);

// uploads.cpp
void upload_media(const call_pointer& call);

}  // namespace selat::api
