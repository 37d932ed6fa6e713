#include "tests/emulators/common/server.hpp"

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/common/control_calls.hpp"
#include "tests/emulators/common/pages.hpp"

#include <sys/socket.h>

namespace emulators {
namespace {

// The rest of `path` below "/name", or nothing.
std::optional<std::string_view> below(std::string_view path, std::string_view name) {
    if (path.size() <= name.size() || path[0] != '/' || path.substr(1, name.size()) != name) {
        return std::nullopt;
    }
    path.remove_prefix(name.size() + 1);
    if (!path.empty() && path[0] != '/') {
        return std::nullopt;
    }
    return path;
}

}  // namespace

server::server(const server_options& options, std::vector<std::unique_ptr<provider>> providers)
    : begun_ms_(now_ms()), playground_(options.playground), providers_(std::move(providers)) {
    for (const auto& each : providers_) {
        each->watch(wire_);
    }
    int socket = -1;
    http_.new_task_queue = [threads = options.threads] { return new httplib::ThreadPool(threads); };
    http_.set_tcp_nodelay(true);
    http_.set_keep_alive_max_count(1'000'000'000);
    http_.set_keep_alive_timeout(60);
    http_.set_socket_options([&](socket_t opened) {
        httplib::default_socket_options(opened);
        socket = opened;
    });
    const auto handler = [this](const httplib::Request& request, httplib::Response& response) {
        dispatch(request, response);
    };
    http_.Get(".*", handler).Post(".*", handler).Put(".*", handler);
    http_.Patch(".*", handler).Delete(".*", handler);
    if (options.port == 0) {
        port_ = http_.bind_to_any_port(options.address);
    } else if (http_.bind_to_port(options.address, options.port)) {
        port_ = options.port;
    }
    if (port_ > 0 && socket >= 0) {
        listen(socket, SOMAXCONN);  // httplib's own backlog of 5 refuses bursts of connections
    }
}

void server::run() { http_.listen_after_bind(); }

void server::stop() { http_.stop(); }

// Everything that is there to be seen: {"begun","items","desktop","say"}.
json server::phones() const {
    auto out = playground_;
    out["begun"] = begun_ms_;  // what pages remember from before is of another world
    out["items"] = json::array();
    for (const auto& each : providers_) {
        for (auto phone : each->phones()) {
            phone["provider"] = each->name();
            out["items"].push_back(std::move(phone));
        }
    }
    return out;
}

void server::control(std::string_view path, const httplib::Request& request,
                     httplib::Response& response) {
    if (path == "/phones" && request.method == "GET") {
        return answer(response, 200, phones());
    }
    if (path == "/wire" && request.method == "GET") {
        const auto after = bounds_of(request).after;
        auto crossed = wire_.read(after, wait_of(request, "wait_ms", 60'000));
        crossed["begun"] = begun_ms_;
        return answer(response, 200, crossed);
    }
    for (const auto& each : providers_) {
        if (const auto rest = below(path, each->name())) {
            return each->control(*rest, request, response);
        }
    }
    answer(response, 404, {{"error", "no such provider"}});
}

bool server::serve(provider& by, std::string_view path, const httplib::Request& request,
                   httplib::Response& response) {
    const auto begun = std::chrono::steady_clock::now();
    if (!by.serve(path, request, response)) {
        return false;
    }
    if (response.get_header_value("Content-Type").starts_with("text/html")) {
        return true;  // a page, for people
    }
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begun);
    const bool answered = response.status > 0 || !response.body.empty();
    wire_.note({.provider = by.name(),
                .kind = "call",
                .what = request.method + " " + std::string(path),
                .status = response.status > 0 ? response.status : (answered ? 200 : 0),
                .took_ms = took.count()});
    return true;
}

void server::dispatch(const httplib::Request& request, httplib::Response& response) {
    const std::string_view path = request.path;
    if (const auto rest = below(path, "_control")) {
        return control(*rest, request, response);
    }
    if (serve_page(request, response)) {
        return;
    }
    for (const auto& each : providers_) {
        if (const auto rest = below(path, each->name())) {
            if (!serve(*each, *rest, request, response)) {
                answer(response, 404, {{"message", "Not found"}});
            }
            return;
        }
    }
    for (const auto& each : providers_) {
        if (serve(*each, path, request, response)) {
            return;
        }
    }
    answer(response, 404, {{"message", "Not found"}});
}

}  // namespace emulators
