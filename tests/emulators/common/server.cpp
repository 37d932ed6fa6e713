#include "tests/emulators/common/server.hpp"

#include "tests/emulators/common/json_answer.hpp"

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
    : providers_(std::move(providers)) {
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

void server::dispatch(const httplib::Request& request, httplib::Response& response) {
    const std::string_view path = request.path;
    if (const auto control = below(path, "_control")) {
        for (const auto& each : providers_) {
            if (const auto rest = below(*control, each->name())) {
                return each->control(*rest, request, response);
            }
        }
        return answer(response, 404, {{"error", "no such provider"}});
    }
    for (const auto& each : providers_) {
        if (const auto rest = below(path, each->name())) {
            if (!each->serve(*rest, request, response)) {
                answer(response, 404, {{"message", "Not found"}});
            }
            return;
        }
    }
    for (const auto& each : providers_) {
        if (each->serve(path, request, response)) {
            return;
        }
    }
    answer(response, 404, {{"message", "Not found"}});
}

}  // namespace emulators
