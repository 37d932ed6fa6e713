// Messages and conversations of the fake gateway.

#include "fake_support.hpp"

#include <algorithm>

#include "host/base/crypto.hpp"
#include "host/model/content.hpp"

#include <boost/asio/post.hpp>

namespace selat::api::test {

void fake_services::keep(upload upload, reply<store::media> done) {
    store::media media;
    {
        const std::lock_guard lock(mutex_);
        media.id = ids_.make(model::id_kind::media, now(), 0);
    }
    media.sha256 = crypto::sha256_hex(upload.bytes);
    media.mime = std::move(upload.mime);
    media.name = std::move(upload.name);
    media.size = upload.bytes.size();
    media.owner = std::move(upload.owner);
    store::changes changes;
    changes.media.push_back(media);
    commit<store::media>(std::move(changes), std::move(done), media);
}

void fake_services::show_typing(const model::id& conversation, const model::author& by, bool on) {
    const std::lock_guard lock(mutex_);
    shown.push_back(conversation.text() + " " + by.id + (on ? " typing" : " not typing"));
}

void fake_services::mark_read(const model::id& conversation, const model::author& by) {
    const std::lock_guard lock(mutex_);
    shown.push_back(conversation.text() + " " + by.id + " read");
}

void fake_services::write(write_request request, reply<model::message> done) {
    ++writes;
    sent_media = request.media;
    const auto content = model::read_content(request.content);
    if (!content) {
        return done(tl::unexpected(content.error()));
    }
    const auto& channel = request.channel;
    if (!channel.empty() && std::ranges::none_of(channels(), [&](const channel_view& each) {
            return each.id == channel;
        })) {
        return done(fail(code::not_found, "there is no running channel " + channel));
    }
    if (content->location && channel == "web") {
        return done(fail(code::unsupported, "the channel carries no location"));
    }
    if (request.to == "blocked") {
        return done(fail(code::opted_out, "the customer does not want messages"));
    }
    if (request.to == "late") {
        return done(fail(code::outside_window, "the customer wrote too long ago"));
    }
    if (request.to == "asleep") {
        return done(fail(code::quiet_hours, "until 2026-03-03T00:00:00.000Z it is night there"));
    }
    store_->read([this, request = std::move(request), done](store::reader& reader) {
        model::id first;
        {
            const std::lock_guard lock(mutex_);
            if (const auto found = written_.find(request.client_token);
                !request.client_token.empty() && found != written_.end()) {
                first = found->second;
            }
        }
        if (first) {
            const auto message = reader.message(first);
            return message && *message ? done(**message) : done(missing(message, "message"));
        }
        if (const auto before = now_set().before_write) {
            boost::asio::post(blocking_, [this, request, done, before] {
                before();
                store_->read([this, request, done](store::reader& reader) {
                    write_now(reader, request, done);
                });
            });
            return;
        }
        write_now(reader, request, done);
    });
}

void fake_services::write_now(store::reader& reader, const write_request& request,
                              const reply<model::message>& done) {
    if (!request.conversation) {
        model::conversation fresh;
        fresh.channel = request.channel;
        fresh.address = request.to;
        return store_message(std::move(fresh), true, request, done);
    }
    const auto found = reader.conversation(request.conversation);
    if (!found || !*found) {
        return done(missing(found, "conversation"));
    }
    if ((*found)->status == model::conversation_status::closed) {
        return done(fail(code::wrong_state, "the conversation is closed"));
    }
    store_message(**found, false, request, done);
}

void fake_services::store_message(model::conversation conversation, bool fresh,
                                  const write_request& request, reply<model::message> done) {
    store::changes changes;
    model::message message;
    {
        const std::lock_guard lock(mutex_);
        if (fresh) {
            model::customer customer;
            customer.id = ids_.make(model::id_kind::customer, now(), 7);
            customer.created = now();
            conversation.id = ids_.make(model::id_kind::conversation, now(), 7);
            conversation.customer = customer.id;
            conversation.opened = now();
            changes.customers.push_back(customer);
        }
        message.id = ids_.make(model::id_kind::message, now(), 7);
        if (!request.client_token.empty()) {
            written_[request.client_token] = message.id;
        }
        message.conversation = conversation.id;
        message.customer = conversation.customer;
        changes.events.push_back(told(ids_, model::event_type::message_created, now(),
                                      conversation.id, conversation.agent, {}));
        changes.events.back().message = message.id;
    }
    message.at = now();
    message.author = request.author;
    message.direction = request.note ? model::direction::internal : model::direction::outbound;
    message.status = request.note ? model::message_status::received : model::message_status::queued;
    if (!request.note) {
        message.channel = request.channel.empty() ? conversation.channel : request.channel;
        message.address = conversation.address;
    }
    message.reply_to = request.reply_to;
    message.client_token = request.client_token;
    message.content = request.content;
    message.seq = conversation.next_seq++;
    conversation.last_message = now();
    changes.conversations.push_back(conversation);
    changes.messages.push_back(message);
    commit(std::move(changes), std::move(done), message);
}

void fake_services::retry(const model::id& message, reply<model::message> done) {
    store_->read([this, message, done](store::reader& reader) {
        const auto found = reader.message(message);
        if (!found || !*found) {
            return done(missing(found, "message"));
        }
        auto again = **found;
        if (again.status != model::message_status::failed) {
            return done(fail(code::wrong_state, "only a message that failed can be sent again"));
        }
        again.status = model::message_status::queued;
        again.error.reset();
        store::changes changes;
        model::message_change change;
        change.id = message;
        change.again = true;
        change.at = now();
        changes.message_changes.push_back(change);
        commit(std::move(changes), done, again);
    });
}

model::permission fake_services::may_reply(const model::conversation& conversation,
                                           const model::address* to) const {
    return model::may_reply(conversation, to, {true, now_set().window, nullptr}, now());
}

void fake_services::revise(const model::id& message, std::string content,
                           reply<model::message> done) {
    store_->read([this, message, content = std::move(content), done](store::reader& reader) {
        const auto found = reader.message(message);
        if (!found || !*found) {
            return done(missing(found, "message"));
        }
        if ((*found)->direction != model::direction::outbound || (*found)->deleted) {
            return done(fail(code::wrong_state, "only what went out can be changed"));
        }
        if ((*found)->address == "stone") {
            return done(fail(code::unsupported, "the channel changes no message"));
        }
        store::changes changes;
        model::message_change change;
        change.id = message;
        change.deleted = content.empty();
        if (!content.empty()) {
            change.content = content;
            change.edited_ms = 1;
        }
        change.at = now();
        changes.message_changes.push_back(change);
        commit(std::move(changes), done, **found);
    });
}

void fake_services::close(const model::id& conversation, std::string reason,
                          reply<model::conversation> done) {
    store_->read([this, conversation, reason, done](store::reader& reader) {
        const auto found = reader.conversation(conversation);
        if (!found || !*found) {
            return done(missing(found, "conversation"));
        }
        auto after = **found;
        if (after.status == model::conversation_status::closed) {
            return done(fail(code::wrong_state, "the conversation is closed"));
        }
        after.status = model::conversation_status::closed;
        after.closed_reason = reason;
        store::changes changes;
        changes.conversations.push_back(after);
        commit(std::move(changes), done, after);
    });
}

void fake_services::hand_over(const model::id& conversation, model::handler to,
                              reply<model::conversation> done) {
    store_->read([this, conversation, to, done](store::reader& reader) {
        const auto found = reader.conversation(conversation);
        if (!found || !*found) {
            return done(missing(found, "conversation"));
        }
        auto after = **found;
        after.handler = to;
        store::changes changes;
        changes.conversations.push_back(after);
        commit(std::move(changes), done, after);
    });
}

}  // namespace selat::api::test
