#include "fake_services.hpp"

#include <algorithm>

#include "host/base/crypto.hpp"
#include "host/model/content.hpp"
#include "host/net/tokens.hpp"

#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

namespace selat::api::test {
namespace {

channel_view channel(std::string id, std::string plugin) {
    channel_view out;
    out.id = std::move(id);
    out.plugin = std::move(plugin);
    out.version = "1.0.0";
    out.state = "running";
    out.webhook_url = "https://chat.example.com/channels/" + out.id;
    out.capabilities = R"({"text":{"max":5000}})";
    return out;
}

person made(std::string id, model::role role) {
    person out;
    out.agent.id = id;
    out.agent.name = id;
    out.agent.name[0] = static_cast<char>(out.agent.name[0] - 'a' + 'A');
    out.agent.email = id + "@example.com";
    out.agent.role = role;
    out.agent.capacity = {{"default", 3}};
    out.password = "password-of-" + id;
    return out;
}

model::event told(model::id_source& ids, model::event_type type, model::time now,
                  const model::id& conversation, std::string agent, std::string data) {
    model::event out;
    out.id = ids.make(model::id_kind::event, now, 7);
    out.type = type;
    out.at = now;
    out.conversation = conversation;
    out.agent = std::move(agent);
    out.data = std::move(data);
    return out;
}

template <class T>
auto missing(const result<std::optional<T>>& found, const char* what) {
    return found ? fail(code::not_found, std::string("there is no such ") + what)
                 : tl::unexpected(found.error());
}

}  // namespace

fake_services::fake_services() : store_(store::open_memory()) {
    settings_.people = {made("aminah", model::role::agent), made("badrul", model::role::agent),
                        made("siti", model::role::supervisor), made("dina", model::role::admin)};
    auto& hashed = settings_.people.front();
    hashed.agent.password_hash = crypto::hash_password(hashed.password).value();
    settings_.channels = {channel("line", "line"), channel("web", "webchat")};
    routing::queue_view support;
    support.id = "support";
    support.waiting = 2;
    support.oldest = now() - std::chrono::seconds(30);
    routing::queue_view sales;
    sales.id = "sales";
    settings_.queues = {support, sales};
}

fake_services::~fake_services() { blocking_.join(); }

void fake_services::put(store::changes changes) {
    const auto outcome = store::test::commit(*store_, std::move(changes));
    if (outcome && committed) {
        committed(*ask([](store::reader& reader) { return reader.newest_position(); }));
    }
}

template <class T>
void fake_services::commit(store::changes changes, reply<T> done, T outcome) {
    store_->commit(std::move(changes), [this, done = std::move(done), outcome = std::move(outcome)](
                                           const result<store::committed>& durable) {
        if (!durable) {
            return done(tl::unexpected(durable.error()));
        }
        store_->read([this, done, outcome](store::reader& reader) {
            if (const auto newest = reader.newest_position(); newest && committed) {
                committed(*newest);
            }
            done(outcome);
        });
    });
}

std::vector<std::string> fake_services::plugins() const {
    return {R"({"name":"line","version":"1.0.0","kind":"channel"})",
            R"({"name":"faq","version":"1.0.0","kind":"bot"})"};
}

std::optional<model::agent> fake_services::agent(std::string_view id) const {
    const auto people = now_set().people;
    const auto found =
        std::ranges::find_if(people, [&](const person& each) { return each.agent.id == id; });
    return found == people.end() ? std::nullopt : std::optional(found->agent);
}

std::optional<model::agent> fake_services::agent_by_email(std::string_view email) const {
    const auto people = now_set().people;
    const auto found = std::ranges::find_if(people, [&](const person& each) {
        return net::equals_ignoring_case(each.agent.email, email);
    });
    return found == people.end() ? std::nullopt : std::optional(found->agent);
}

bool fake_services::check_password(std::string_view agent, std::string_view password) const {
    ++password_checks;
    const auto people = now_set().people;
    const auto found =
        std::ranges::find_if(people, [&](const person& each) { return each.agent.id == agent; });
    if (found == people.end()) {
        return false;
    }
    return found->agent.password_hash.empty()
               ? found->password == password
               : crypto::verify_password(password, found->agent.password_hash);
}

std::vector<model::activity> fake_services::activities() const {
    return {{"available", true}, {"break", false}, {"offline", false}};
}

void fake_services::write(write_request request, reply<model::message> done) {
    ++writes;
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
    if (content->location && channel != "line") {
        return done(fail(code::unsupported, "the channel carries no location"));
    }
    if (request.to == "blocked") {
        return done(fail(code::opted_out, "the customer does not want messages"));
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

void fake_services::patch(const model::id& customer, customer_patch patch,
                          reply<store::profiled_customer> done) {
    store_->read([this, customer, patch = std::move(patch), done](store::reader& reader) {
        const auto found = reader.customer(customer);
        if (!found || !*found) {
            return done(missing(found, "customer"));
        }
        auto after = **found;
        after.customer.name = patch.name.value_or(after.customer.name);
        after.customer.locale = patch.locale.value_or(after.customer.locale);
        if (!patch.attributes.empty()) {
            auto attributes = nlohmann::json::parse(after.customer.attributes);
            attributes.merge_patch(nlohmann::json::parse(patch.attributes));
            after.customer.attributes = attributes.dump();
        }
        store::changes changes;
        changes.customers.push_back(after.customer);
        commit(std::move(changes), done, after);
    });
}

void fake_services::merge(const model::id& into, const model::id& from,
                          reply<store::profiled_customer> done) {
    if (into == from) {
        return done(fail(code::invalid, "a customer cannot be merged with itself"));
    }
    store_->read([this, into, from, done](store::reader& reader) {
        const auto kept = reader.customer(into);
        const auto gone = reader.customer(from);
        if (!kept || !gone || !*kept || !*gone) {
            return done(fail(code::not_found, "there are no two such customers"));
        }
        auto after = **kept;
        for (auto address : (*gone)->addresses) {
            address.customer = into;
            after.addresses.push_back(std::move(address));
        }
        store::changes changes;
        changes.merges.push_back({from, into});
        changes.customers.push_back(after.customer);
        commit(std::move(changes), done, after);
    });
}

void fake_services::split(const model::id& customer, std::string channel, std::string address,
                          reply<store::profiled_customer> done) {
    store_->read([this, customer, channel, address, done](store::reader& reader) {
        const auto found = reader.customer(customer);
        if (!found || !*found) {
            return done(missing(found, "customer"));
        }
        const auto& all = (*found)->addresses;
        const auto moving = std::ranges::find_if(all, [&](const model::address& each) {
            return each.address == address && (channel.empty() || each.channel == channel);
        });
        if (moving == all.end()) {
            return done(fail(code::not_found, "the customer has no such address"));
        }
        if (all.size() < 2) {
            return done(fail(code::wrong_state, "it is the customer's only address"));
        }
        store::profiled_customer after;
        {
            const std::lock_guard lock(mutex_);
            after.customer.id = ids_.make(model::id_kind::customer, now(), 7);
        }
        after.customer.created = now();
        after.addresses = {*moving};
        store::changes changes;
        changes.customers.push_back(after.customer);
        changes.splits.push_back({customer, after.customer.id, moving->channel, moving->address});
        commit(std::move(changes), done, after);
    });
}

void fake_services::erase(const model::id& customer, reply<void> done) {
    store_->read([this, customer, done](store::reader& reader) {
        const auto found = reader.customer(customer);
        if (!found || !*found) {
            return done(missing(found, "customer"));
        }
        store::changes changes;
        changes.erased_customers.push_back(customer);
        store_->commit(std::move(changes),
                       [done](const result<store::committed>&) { done(result<void>()); });
    });
}

void fake_services::reservations(std::string agent, reply<std::vector<model::reservation>> done) {
    store_->read([agent, done](store::reader& reader) {
        auto all = reader.live_reservations();
        if (all) {
            std::erase_if(*all, [&](const auto& each) { return each.agent != agent; });
        }
        done(std::move(all));
    });
}

void fake_services::accept(const model::id& reservation, std::string agent,
                           reply<model::reservation> done) {
    answer_reservation(reservation, agent, model::reservation_status::accepted, std::move(done));
}

void fake_services::reject(const model::id& reservation, std::string agent,
                           reply<model::reservation> done) {
    answer_reservation(reservation, agent, model::reservation_status::rejected, std::move(done));
}

void fake_services::answer_reservation(const model::id& reservation, const std::string& agent,
                                       model::reservation_status outcome,
                                       reply<model::reservation> done) {
    store_->read([this, reservation, agent, outcome, done](store::reader& reader) {
        const auto found = reader.reservation(reservation);
        if (!found || !*found) {
            return done(missing(found, "reservation"));
        }
        auto after = **found;
        if (after.agent != agent) {
            return done(fail(code::denied, "the reservation is another agent's"));
        }
        if (after.status != model::reservation_status::pending) {
            return done(fail(code::wrong_state, "the reservation is gone"));
        }
        after.status = outcome;
        store::changes changes;
        changes.reservations.push_back(after);
        {
            const std::lock_guard lock(mutex_);
            const auto type = outcome == model::reservation_status::accepted
                                  ? model::event_type::reservation_accepted
                                  : model::event_type::reservation_rejected;
            changes.events.push_back(told(ids_, type, now(), after.conversation, after.agent,
                                          model::write_reservation(after)));
        }
        commit(std::move(changes), done, after);
    });
}

void fake_services::move_task(const model::id& task, const std::string& agent,
                              model::task_status to, std::string reason, reply<model::task> done) {
    store_->read([this, task, agent, to, reason, done](store::reader& reader) {
        const auto found = reader.task(task);
        if (!found || !*found) {
            return done(missing(found, "task"));
        }
        auto after = **found;
        if (!agent.empty() && after.agent != agent) {
            return done(fail(code::denied, "the task is another agent's"));
        }
        const bool held = after.status == model::task_status::assigned ||
                          after.status == model::task_status::wrapping;
        if (model::is_final(after.status) || held == (to == model::task_status::canceled)) {
            return done(fail(code::wrong_state,
                             "the task is " + std::string(model::name_of(after.status))));
        }
        after.status = to;
        after.reason = reason;
        store::changes changes;
        changes.tasks.push_back(after);
        commit(std::move(changes), done, after);
    });
}

void fake_services::wrap_up(const model::id& task, std::string agent, reply<model::task> done) {
    move_task(task, agent, model::task_status::wrapping, {}, std::move(done));
}

void fake_services::complete(const model::id& task, std::string agent, std::string reason,
                             reply<model::task> done) {
    move_task(task, agent, model::task_status::completed, std::move(reason), std::move(done));
}

void fake_services::cancel(const model::id& task, std::string reason, reply<model::task> done) {
    move_task(task, {}, model::task_status::canceled, std::move(reason), std::move(done));
}

void fake_services::transfer(const model::id& task, std::string agent, routing::transfer to,
                             reply<model::task> done) {
    auto renamed = [to = std::move(to), done = std::move(done)](result<model::task> moved) {
        if (moved && !to.queue.empty()) {
            moved->queue = to.queue;
        }
        done(std::move(moved));
    };
    move_task(task, agent, model::task_status::pending, {}, std::move(renamed));
}

agent_row fake_services::row_of(const person& person) const {
    agent_row out;
    out.agent = person.agent;
    const auto found = activity_.find(person.agent.id);
    out.state.agent = person.agent.id;
    out.state.activity = found == activity_.end() ? "offline" : found->second;
    out.state.activity_since = now();
    out.available = out.state.activity == "available";
    return out;
}

void fake_services::set_activity(std::string agent, std::string activity, reply<agent_row> done) {
    const auto all = activities();
    if (std::ranges::find(all, activity, &model::activity::id) == all.end()) {
        return done(fail(code::invalid, "activity '" + activity + "' is not configured"));
    }
    boost::asio::post(blocking_, [this, agent, activity, done] {
        const std::lock_guard lock(mutex_);
        activity_[agent] = activity;
        for (const auto& each : now_set().people) {
            if (each.agent.id == agent) {
                return done(row_of(each));
            }
        }
        done(fail(code::not_found, "agent '" + agent + "' is not known"));
    });
}

void fake_services::agents(reply<std::vector<agent_row>> done) {
    boost::asio::post(blocking_, [this, done] {
        std::vector<agent_row> out;
        {
            const std::lock_guard lock(mutex_);
            for (const auto& each : now_set().people) {
                out.push_back(row_of(each));
            }
        }
        done(std::move(out));
    });
}

void fake_services::queues(reply<std::vector<routing::queue_view>> done) {
    boost::asio::post(blocking_, [this, done] { done(now_set().queues); });
}

void fake_services::reload(reply<void> done) {
    boost::asio::post(blocking_, [this, done] { done(now_set().reload); });
}

void fake_services::run_blocking(std::function<void()> work) {
    boost::asio::post(blocking_, std::move(work));
}

}  // namespace selat::api::test
