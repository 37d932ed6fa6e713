#include "host/gateway/call_jobs.hpp"

#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

constexpr model::duration usual{10'000};
constexpr std::uint64_t largest_answer = 1024 * 1024;
constexpr model::duration slow{1'000};   // of a bot
constexpr model::duration still{5'000};  // signs of its thinking last no longer everywhere

model::action::call decode(const nlohmann::json& from) {
    model::action::call call;
    call.method = from.value("method", "GET");
    call.url = from.value("url", "");
    for (const auto& pair : from.value("headers", nlohmann::json::array())) {
        if (pair.is_array() && pair.size() == 2) {
            call.headers.emplace_back(pair[0].get<std::string>(), pair[1].get<std::string>());
        }
    }
    call.body = from.value("body", "");
    call.context = from.value("context", "");
    call.timeout = model::duration{from.value("timeout_ms", std::int64_t{0})};
    call.secret_body = from.value("secret_body", false);
    call.repeatable = from.value("repeatable", false);
    return call;
}

engine::flow_reply_data reply_of(net::http_result&& result, std::string context) {
    engine::flow_reply_data out;
    out.failure = result.code;
    out.status = result.status;
    out.headers = std::move(result.headers);
    out.body = std::move(result.body);
    out.detail = std::move(result.detail);
    out.context = std::move(context);
    return out;
}

net::http_result refused(code why, std::string detail) {
    net::http_result out;
    out.code = why;
    out.detail = std::move(detail);
    return out;
}

}  // namespace

void call_jobs::stop() {
    stopped_ = true;
    bots_.clear();
}

void call_jobs::start(const model::job& job) {
    if (stopped_) {
        return;
    }
    const auto payload = nlohmann::json::parse(job.payload, nullptr, false);
    const auto wish = payload.is_object() ? payload : nlohmann::json::object();
    const auto call = decode(wish);
    const auto message = wish.value("message", "");
    const auto who = asker(job);
    if (!who) {
        return answered(job, refused(code::not_found, "the flow or bot that asked is gone"),
                        call.context, message);
    }
    if (job.started) {
        return answered(job, refused(code::uncertain, "the gateway ended while it was under way"),
                        call.context, message);
    }
    if (call.repeatable) {
        return perform(job, who, call, message);
    }
    write_down(job, [this, who, call, message](const model::job& begun) {
        perform(begun, who, call, message);
    });
}

std::shared_ptr<const plugins::instance> call_jobs::asker(const model::job& job) const {
    const auto assembly = world_.assembly();
    if (job.kind == model::job_kind::bot_call) {
        const auto it = assembly->bots.find(job.channel);
        return it == assembly->bots.end() ? nullptr : it->second;
    }
    const auto it = assembly->flows.find(job.channel);
    return it == assembly->flows.end() ? nullptr : it->second;
}

// A call that must not be repeated is known to have begun before it goes out.
void call_jobs::write_down(model::job job, std::function<void(const model::job&)> then) {
    auto begun = job;
    begun.started = true;
    store::changes changes;
    changes.jobs.push_back(begun);
    world_.ledger.commit(
        std::move(changes), [this, job = std::move(job), begun = std::move(begun),
                             then = std::move(then)](const result<store::committed>& done) mutable {
            asio::post(world_.control, [this, job = std::move(job), begun = std::move(begun),
                                        then = std::move(then), durable = done.has_value()] {
                if (stopped_) {
                    return;  // the next run answers that it does not know
                }
                if (durable) {
                    return then(begun);
                }
                world_.later(store_pause, [this, job] { start(job); });
            });
        });
}

void call_jobs::perform(const model::job& job, const std::shared_ptr<const plugins::instance>& who,
                        const model::action::call& call, const std::string& message) {
    if (job.kind == model::job_kind::bot_call) {
        wait_for(job, slow);
    }
    world_.calls.perform(who, call, usual, largest_answer,
                         [this, job, context = call.context, message](net::http_result result) {
                             asio::post(world_.control, [this, job, context, message,
                                                         result = std::move(result)]() mutable {
                                 answered(job, std::move(result), context, message);
                             });
                         });
}

void call_jobs::wait_for(const model::job& job, model::duration pause) {
    bots_[job.id] = world_.wake(world_.now() + pause, [this, job] {
        thinking_(job.conversation, job.channel);
        wait_for(job, still);
    });
}

void call_jobs::answered(const model::job& job, net::http_result result, std::string context,
                         std::string message) {
    bots_.erase(job.id);
    if (stopped_ || result.code == code::cancelled) {
        return;  // the row stays, and the next run takes it up
    }
    world_.log(result.code == code::ok ? telemetry::level::info : telemetry::level::warning,
               "call.answered",
               {{"conversation", job.conversation.text()},
                {"by", job.channel},
                {"name", job.name},
                {"status", result.status},
                {"code", name_of(result.code)},
                {"detail", result.detail},
                {"took", result.took}});
    auto reply = reply_of(std::move(result), std::move(context));
    if (job.kind == model::job_kind::bot_call) {
        tell(job.customer, engine::input::bot_reply{job.conversation, job.id, std::move(message),
                                                    std::move(reply)});
    } else {
        tell(job.customer, engine::input::flow_reply{job.conversation, job.id, job.execution,
                                                     job.name, std::move(reply)});
    }
}

// Told until it is durable: to make the call again could do twice what it does.
void call_jobs::tell(const model::id& customer, const engine::input::any& answer) {
    work work;
    work.what = answer;
    work.done = [this, customer, answer](const decided& outcome) {
        if (outcome.code == code::unavailable) {
            world_.later(store_pause, [this, customer, answer] { tell(customer, answer); });
        }
    };
    shard::post(world_.shards, customer, std::move(work));
}

}  // namespace selat::gateway
