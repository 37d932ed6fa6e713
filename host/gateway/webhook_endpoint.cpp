#include "host/gateway/webhook_endpoint.hpp"

#include "host/delivery/outcome.hpp"
#include "host/model/json.hpp"
#include "host/net/url.hpp"

#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;
using json = nlohmann::json;

constexpr std::string_view place_key = "place";
constexpr std::uint32_t batch = 100;    // events read at a time
constexpr std::size_t most_open = 500;  // events not taken; then nothing more is read
constexpr std::uint32_t most_posting = 16;
constexpr model::duration patience{15'000};    // for one call
constexpr model::duration still_holds{1'000};  // what was read of an event
constexpr model::duration save_pause{1'000};   // at most that is told again after a crash
constexpr model::duration give_up_after{24 * 3'600'000};
constexpr delivery::retry_policy policy{model::duration{5'000}, model::duration{2 * 3'600'000}, 0};
constexpr std::uint64_t largest_answer = 64 * 1024;

std::string body_of(const model::event& event) {
    std::string out;
    model::json_writer json(out);
    json.begin_object().member("type", model::name_of(event.type)).member("timestamp", event.at);
    json.key("data").raw(event.data);
    json.end_object();
    return out;
}

bool was_taken(const net::http_result& result) {
    return (result.code == code::ok || result.too_large) && result.status >= 200 &&
           result.status < 300;
}

// Without the detail, which names the URL: that may hold a secret.
std::string what_happened(const net::http_result& result) {
    return result.code == code::ok ? "status " + std::to_string(result.status)
                                   : name_of(result.code);
}

// [any-thread] Calls on the control thread unless the endpoint is gone by then.
template <class Call>
void back(world& world, const std::shared_ptr<webhook_life>& life, Call call) {
    asio::post(world.control, [life, call = std::move(call)]() mutable {
        if (!life->over) {
            call();
        }
    });
}

// [any-thread] The same after a while: the store does not answer.
template <class Call>
void try_later(world& world, const std::shared_ptr<webhook_life>& life, Call call) {
    world.later(store_pause, [life, call = std::move(call)]() mutable {
        if (!life->over) {
            call();
        }
    });
}

}  // namespace

std::string write_place(const webhook_place& place) {
    std::string out;
    model::json_writer json(out);
    json.begin_object().member("position", place.position).key("open").begin_array();
    for (const auto& [position, trouble] : place.open) {
        json.begin_array().value(position).value(trouble.attempts);
        json.value(model::to_ms(trouble.since)).end_array();
    }
    json.end_array().end_object();
    return out;
}

std::optional<webhook_place> read_place(std::string_view text) {
    const auto from = json::parse(text, nullptr, false);
    if (!from.is_object() || !from.contains("position") || !from["position"].is_number_unsigned()) {
        return std::nullopt;
    }
    webhook_place out;
    out.position = from["position"].get<std::uint64_t>();
    for (const auto& each : from.value("open", json::array())) {
        if (each.is_array() && each.size() == 3 && each[0].is_number_unsigned() &&
            each[1].is_number_unsigned() && each[2].is_number_integer()) {
            out.open[each[0].get<std::uint64_t>()] = {each[1].get<std::uint32_t>(),
                                                      model::from_ms(each[2].get<std::int64_t>())};
        }
    }
    return out;
}

webhook_endpoint::webhook_endpoint(world& world, const webhooks::post& post, std::string instance,
                                   config::webhook setup)
    : world_(world), post_(post), instance_(std::move(instance)), setup_(std::move(setup)),
      random_(new_seed()) {
    const auto url = net::parse_url(setup_.url);
    shown_ = (url ? url->host : std::string("?")) + "/" + instance_.substr(instance_.size() - 6);
    const auto counter = [this](std::string_view name, std::string_view help) {
        return &world_.metrics.counter(name, help, {{"endpoint", shown_}});
    };
    posted_ = counter("selat_events_posted_total", "Events that an endpoint took");
    failed_ = counter("selat_event_posts_failed_total", "Attempts that an endpoint did not take");
    given_up_ = counter("selat_events_given_up_total", "Events that an endpoint never took");
    open_ = &world_.metrics.gauge("selat_events_open", "Events read for an endpoint and not taken",
                                  {{"endpoint", shown_}});
    load();
}

void webhook_endpoint::configure(config::webhook setup) { setup_ = std::move(setup); }

void webhook_endpoint::stop() {
    if (unsaved_) {
        save();
    }
    life_->over = true;
    lanes_.clear();
    saving_.reset();
}

void webhook_endpoint::forget() {
    unsaved_ = false;
    commit({}, [](bool) {});
    stop();
}

void webhook_endpoint::load() {
    world_.store.read(
        [this, &world = world_, life = life_, instance = instance_](store::reader& reader) {
            const auto values = reader.plugin_values(instance);
            const auto newest = reader.newest_position();
            if (!values || !newest) {
                return try_later(world, life, [this] { load(); });
            }
            std::optional<webhook_place> place;
            for (const auto& each : *values) {
                place = each.key == place_key ? read_place(each.value) : place;
            }
            if (!place) {
                return back(world, life, [this, newest = *newest] { begin_here(newest); });
            }
            std::vector<model::event> open;
            for (const auto& [position, trouble] : place->open) {
                auto found = reader.events(position - 1, 1);
                if (found && !found->empty() && found->front().position == position) {
                    open.push_back(std::move(found->front()));
                }
            }
            back(world, life, [this, place = *place, open = std::move(open)]() mutable {
                loaded(std::move(place), std::move(open));
            });
        });
}

// An endpoint that is new is told what happens from now on, also when we end before that is told.
void webhook_endpoint::begin_here(std::uint64_t newest) {
    place_.position = newest;
    commit(write_place(place_), [this, &world = world_, life = life_, newest](bool durable) {
        if (durable) {
            back(world, life, [this, newest] { loaded({newest, {}}, {}); });
        } else {
            try_later(world, life, [this, newest] { begin_here(newest); });
        }
    });
}

void webhook_endpoint::loaded(webhook_place place, std::vector<model::event> open) {
    place_.position = place.position;
    ready_ = true;
    for (auto& event : open) {
        place_.open[event.position] = place.open[event.position];
        add(std::move(event));
    }
    newest_ = std::max(newest_, place_.position + 1);  // there may be more than was told of
    read();
}

void webhook_endpoint::news(std::uint64_t newest) {
    newest_ = std::max(newest_, newest);
    read();
}

void webhook_endpoint::read() {
    if (!ready_ || reading_ || newest_ <= place_.position || place_.open.size() >= most_open) {
        return;
    }
    reading_ = true;
    world_.store.read(
        [this, &world = world_, life = life_, after = place_.position](store::reader& reader) {
            const auto newest = reader.newest_position();
            auto events = reader.events(after, batch);
            if (!events || !newest) {
                return try_later(world, life, [this] {
                    reading_ = false;
                    read();
                });
            }
            const auto up_to = events->size() < batch ? *newest : events->back().position;
            back(world, life, [this, events = std::move(*events), up_to] { took(events, up_to); });
        });
}

void webhook_endpoint::took(const std::vector<model::event>& events, std::uint64_t up_to) {
    reading_ = false;
    place_.position = std::max(place_.position, up_to);
    newest_ = events.size() < batch ? std::max(newest_, up_to) : std::max(newest_, up_to + 1);
    for (const auto& each : events) {
        if (takes(setup_.events, model::name_of(each.type))) {
            place_.open[each.position] = {};
            add(each);
        }
    }
    save_soon();
    read();
}

void webhook_endpoint::add(model::event event) {
    const auto key = event.conversation ? event.conversation.text() : event.agent;
    lanes_[key].events.push_back({std::move(event), world_.now()});
    open_->set(static_cast<std::int64_t>(place_.open.size()));
    step(key);
}

void webhook_endpoint::step(const std::string& key) {
    auto& lane = lanes_.at(key);
    if (lane.busy) {
        return;
    }
    if (lane.events.empty()) {
        lanes_.erase(std::string(key));
        return;
    }
    lane.busy = true;
    if (posting_ < most_posting) {
        ++posting_;
        deliver(key);
    } else {
        waiting_.push_back(key);
    }
}

// What has waited is read again: who it tells of may have been erased meanwhile.
void webhook_endpoint::deliver(const std::string& key) {
    const auto& [event, read] = lanes_.at(key).events.front();
    if (read + still_holds >= world_.now()) {
        return post(key);
    }
    world_.store.read([this, &world = world_, life = life_, key,
                       position = event.position](store::reader& reader) {
        auto found = reader.events(position - 1, 1);
        if (!found) {
            return try_later(world, life, [this, key] { deliver(key); });
        }
        back(world, life, [this, key, position, found = std::move(*found)]() mutable {
            if (!found.empty() && found.front().position == position) {
                lanes_.at(key).events.front().event = std::move(found.front());
            }
            post(key);
        });
    });
}

void webhook_endpoint::post(const std::string& key) {
    const auto& event = lanes_.at(key).events.front().event;
    const auto id = event.id.text();
    const auto seconds = model::to_ms(world_.now()) / 1'000;
    net::http_call call;
    call.method = "POST";
    call.url = setup_.url;
    call.body = body_of(event);
    call.headers = {{"content-type", "application/json"},
                    {"webhook-id", id},
                    {"webhook-timestamp", std::to_string(seconds)},
                    {"webhook-signature", sign_webhook(setup_.secret, id, seconds, call.body)}};
    call.timeout = patience;
    call.max_response = largest_answer;
    call.allow_private = true;  // the operator's own choice of a system
    call.trace = id;
    post_(std::move(call), [this, &world = world_, life = life_, key](net::http_result result) {
        back(world, life, [this, key, result = std::move(result)] { answered(key, result); });
    });
}

void webhook_endpoint::answered(const std::string& key, const net::http_result& result) {
    --posting_;
    if (result.code == code::cancelled) {
        return;
    }
    if (was_taken(result)) {
        posted_->add();
        done(key);
    } else {
        failed_->add();
        again(key, result);
    }
    if (!waiting_.empty() && posting_ < most_posting) {
        const auto next = std::move(waiting_.front());
        waiting_.pop_front();
        ++posting_;
        deliver(next);
    }
}

void webhook_endpoint::again(const std::string& key, const net::http_result& result) {
    auto& lane = lanes_.at(key);
    const auto& event = lane.events.front().event;
    auto& trouble = place_.open[event.position];
    const auto now = world_.now();
    trouble.since = trouble.attempts == 0 ? now : trouble.since;
    ++trouble.attempts;
    const bool over = now - trouble.since >= give_up_after;
    world_.log(over ? telemetry::level::error : telemetry::level::warning,
               over ? "webhook.given_up" : "webhook.failed",
               {{"endpoint", shown_},
                {"event", event.id.text()},
                {"type", model::name_of(event.type)},
                {"conversation", event.conversation.text()},
                {"message", event.message.text()},
                {"attempt", trouble.attempts},
                {"reason", what_happened(result)}});
    if (over) {
        given_up_->add();
        return done(key);
    }
    save_soon();
    const auto random = static_cast<double>(random_.random() >> 11) * 0x1p-53;
    const auto wait = delivery::back_off(policy, trouble.attempts, random,
                                         net::retry_after(result, policy.longest));
    lane.clock = world_.wake(now + wait, [this, key] {
        lanes_.at(key).busy = false;
        step(key);
    });
}

void webhook_endpoint::done(const std::string& key) {
    auto& lane = lanes_.at(key);
    place_.open.erase(lane.events.front().event.position);
    lane.events.pop_front();
    lane.busy = false;
    open_->set(static_cast<std::int64_t>(place_.open.size()));
    save_soon();
    step(key);
    read();
}

void webhook_endpoint::save_soon() {
    unsaved_ = true;
    if (!saving_) {
        saving_ = world_.wake(world_.now() + save_pause, [this] { save(); });
    }
}

void webhook_endpoint::save() {
    unsaved_ = false;
    commit(write_place(place_), [this, &world = world_, life = life_](bool durable) {
        back(world, life, [this, durable] {
            saving_.reset();
            if (!durable || unsaved_) {
                save_soon();
            }
        });
    });
}

void webhook_endpoint::commit(std::string value, std::function<void(bool)> done) {
    store::changes changes;
    changes.plugin_values.push_back({instance_, std::string(place_key), std::move(value)});
    world_.ledger.commit(std::move(changes),
                         [done = std::move(done)](const result<store::committed>& outcome) {
                             done(outcome.has_value());
                         });
}

}  // namespace selat::gateway
