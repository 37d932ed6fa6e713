#include "tests/emulators/recipes/vendor.hpp"

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/common/control_calls.hpp"

#include <limits>

namespace emulators::recipes {
namespace {

constexpr std::string_view files_path = "/files/";

std::chrono::milliseconds ms_in(const json& description, const char* name,
                                std::chrono::milliseconds otherwise) {
    return std::chrono::milliseconds(number_in(description, name, otherwise.count()));
}

}  // namespace

vendor::vendor(traits of, std::size_t senders)
    : of_(std::move(of)), out_(of_.sign, faults_, senders) {}

std::string vendor::begin(const json& given) {
    for (const auto& each : member(given, std::string(of_.accounts).c_str())) {
        if (auto wrong = put_account(each); !wrong.empty()) {
            return wrong;
        }
    }
    return {};
}

bool vendor::serve(std::string_view path, const httplib::Request& request,
                   httplib::Response& response) {
    if (!request.path.starts_with("/" + std::string(of_.name))) {
        return false;
    }
    if (path.starts_with(files_path) && request.method == "GET") {
        const auto file = files_.find(path.substr(files_path.size()), now_ms());
        if (file) {
            response.set_content(file->bytes, file->type);
        } else {
            response.status = 404;
        }
        return true;
    }
    return answer_call({request, response, path, links_of(request)});
}

std::string vendor::links_of(const httplib::Request& request) const {
    return "http://" + request.get_header_value("Host") + "/" + std::string(of_.name) +
           std::string(files_path);
}

std::string vendor::link_to(const json& description, const std::string& links,
                            std::string_view usual_type) {
    if (const auto url = text_in(description, "url"); !url.empty()) {
        return url;
    }
    return links +
           files_.add(read_file(description, usual_type), std::numeric_limits<std::int64_t>::max());
}

std::string vendor::put_account(const json& description) {
    account out;
    out.id = text_in(description, "id");
    out.token = text_in(description, "token");
    if (out.id.empty() || out.token.empty()) {
        return "id, token: who it is and what its calls are made with";
    }
    out.webhook_url = text_in(description, "webhook_url");
    for (const auto& each : member(description, "numbers")) {
        out.numbers.push_back(each.is_string() ? each.get<std::string>() : std::string());
    }
    out.retries = static_cast<int>(number_in(description, "retries", out.retries));
    out.retry_interval = ms_in(description, "retry_interval_ms", out.retry_interval);
    out.timeout = ms_in(description, "timeout_ms", out.timeout);
    out.step = ms_in(description, "step_ms", out.step);
    const std::lock_guard lock(mutex_);
    accounts_[out.id] = std::make_shared<account>(out);
    return {};
}

std::vector<account_ptr> vendor::accounts() const {
    std::vector<account_ptr> out;
    const std::lock_guard lock(mutex_);
    for (const auto& [id, each] : accounts_) {
        out.push_back(each);
    }
    return out;
}

account_ptr vendor::by_token(std::string_view token) const {
    for (auto& each : accounts()) {
        if (each->token == token) {
            return each;
        }
    }
    return nullptr;
}

account_ptr vendor::named_in(const json& description) const {
    const auto id = text_in(description, "to");
    const std::lock_guard lock(mutex_);
    if (id.empty() && accounts_.size() == 1) {
        return accounts_.begin()->second;
    }
    const auto found = accounts_.find(id);
    return found == accounts_.end() ? nullptr : found->second;
}

void vendor::lead_to(const std::string& account, const std::string& webhook_url) {
    const std::lock_guard lock(mutex_);
    auto changed = *accounts_[account];
    changed.webhook_url = webhook_url;
    accounts_[account] = std::make_shared<recipes::account>(changed);
}

person& vendor::made(std::string_view name) {
    const auto address = address_of(name);
    auto& out = people_[address];
    if (out.address.empty()) {
        out.address = address;
        out.name = name;
    }
    return out;
}

person vendor::somebody(std::string_view name) {
    const std::lock_guard lock(mutex_);
    return made(name);
}

person vendor::find(std::string_view address) const {
    const std::lock_guard lock(mutex_);
    const auto found = people_.find(address);
    return found == people_.end() ? person{} : found->second;
}

vendor::done vendor::carry_out(const json& description, const account_ptr& of,
                               const std::string& links) {
    auto id = text_in(description, "id");
    std::string address;
    json event;
    {
        const std::lock_guard lock(mutex_);
        auto& who = made(text_in(description, "user", "Ana"));
        address = who.address;
        event = event_of(description, *of, who, links, id);
    }
    hook next;
    next.of = of;
    next.url = of->webhook_url;
    next.order_key = address;
    next.signing = signing_of(description);
    next.about = "what somebody did";
    const auto& raw = member(description, "body");
    next.body =
        raw.is_string()
            ? raw.get<std::string>()
            : (raw.is_null() ? event : raw).dump(-1, ' ', false, json::error_handler_t::replace);
    return {{{"address", address}, {"messageId", id}}, out_.send(std::move(next))};
}

std::future<delivery_report> vendor::tell(const account_ptr& of, const std::string& url,
                                          const std::string& address, const json& event,
                                          std::string about, std::chrono::milliseconds after) {
    hook next;
    next.of = of;
    next.url = url;
    next.order_key = address;
    next.body = event.dump(-1, ' ', false, json::error_handler_t::replace);
    next.about = std::move(about);
    next.after = after;
    return out_.send(std::move(next));
}

json vendor::phones() const {
    auto out = json::array();
    for (const auto& each : accounts()) {
        out.push_back(as_json({.title = std::string(of_.title),
                               .colour = std::string(of_.colour),
                               .channel = each->id,
                               .person = std::string(of_.person),
                               .people = of_.people,
                               .troubles = usual_troubles("messages", "webhook")}));
    }
    return out;
}

void vendor::control(std::string_view path, const httplib::Request& request,
                     httplib::Response& response) {
    if (path == "/faults") {
        return serve_faults(faults_, request, response);
    }
    const auto what = path.substr(std::min<std::size_t>(path.size(), 1));
    if (request.method == "GET") {
        if (what == of_.accounts) {
            return list_accounts(response);
        }
        if (what == "sent") {
            return sent(request, response);
        }
        if (what == "webhooks") {
            return webhook_log(request, response);
        }
    } else if (request.method == "POST") {
        const auto body = request.body.empty() ? json::object() : read_object(request, response);
        if (body.is_discarded() || command(what, body, request, response)) {
            return;
        }
    }
    answer(response, 404, {{"error", "no such control; see tests/emulators/README.md"}});
}

bool vendor::command(std::string_view what, const json& body, const httplib::Request& request,
                     httplib::Response& response) {
    if (what == of_.accounts) {
        const auto wrong = put_account(body);
        wrong.empty() ? list_accounts(response) : complain(response, wrong);
    } else if (what == "people") {
        put_person(body, response);
    } else if (what == "messages") {
        messages(body, request, response);
    } else if (what == "load") {
        const auto of = named_in(body);
        if (!of) {
            complain(response, "no such account");
            return true;
        }
        loads_.begin(body, [this, of](const std::string& user, const std::string& text) {
            carry_out({{"user", user}, {"text", text}}, of, {});
        });
        answer(response, 202, json::object());
    } else if (what == "reset") {
        reset();
        answer(response, 200, json::object());
    } else {
        return false;
    }
    return true;
}

void vendor::put_person(const json& body, httplib::Response& response) {
    const std::lock_guard lock(mutex_);
    auto& who = made(text_in(body, "user"));
    who.name = text_in(body, "name", who.name);
    who.refused = text_in(body, "refused", who.refused);
    who.failed = text_in(body, "failed", who.failed);
    who.silent = flag_in(body, "silent", who.silent);
    who.reads = flag_in(body, "reads", who.reads);
    answer(response, 200, {{"address", who.address}});
}

void vendor::messages(const json& body, const httplib::Request& request,
                      httplib::Response& response) {
    const auto& list = member(body, "messages");
    std::vector<done> all;
    for (const auto& each : list.is_array() ? list : json::array({body})) {
        const auto of = named_in(each);
        if (!of) {
            return complain(response, "no such account");
        }
        all.push_back(carry_out(each, of, links_of(request)));
    }
    json items = json::array();
    for (auto& each : all) {
        items.push_back(flag_in(body, "async") ? std::move(each.told)
                                               : told(std::move(each.told), each.report.get()));
    }
    answer(response, 200, list.is_array() ? json{{"items", items}} : items.at(0));
}

void vendor::list_accounts(httplib::Response& response) const {
    json items = json::array();
    for (const auto& each : accounts()) {
        items.push_back(
            {{"id", each->id}, {"numbers", each->numbers}, {"webhook_url", each->webhook_url}});
    }
    answer(response, 200, {{"items", std::move(items)}});
}

void vendor::sent(const httplib::Request& request, httplib::Response& response) const {
    const auto bounds = bounds_of(request);
    const auto user = request.get_param_value("user");
    answer(response, 200,
           sent_.find(user.empty() ? user : address_of(user), bounds.after, bounds.limit,
                      wait_of(request, "wait_ms", 60'000)));
}

void vendor::webhook_log(const httplib::Request& request, httplib::Response& response) {
    const auto bounds = bounds_of(request);
    const auto totals = out_.totals(wait_of(request, "wait_idle_ms", 600'000));
    auto body = out_.attempts(bounds.after, bounds.limit);
    body["totals"] = totals;
    answer(response, 200, body);
}

void vendor::reset() {
    loads_.end();
    out_.clear();
    faults_.clear();
    sent_.clear();
    files_.clear();
    const std::lock_guard lock(mutex_);
    accounts_.clear();
    people_.clear();
}

}  // namespace emulators::recipes
