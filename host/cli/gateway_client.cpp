#include "host/cli/gateway_client.hpp"

#include "host/cli/commands.hpp"
#include "host/config/address.hpp"
#include "host/config/read.hpp"

#include <fmt/format.h>
#include <httplib.h>

namespace selat::cli {
namespace {

httplib::Client client_of(const gateway_address& address) {
    constexpr auto patience = std::chrono::seconds(10);
    httplib::Client client(url_of(address));
    client.set_connection_timeout(patience);
    client.set_read_timeout(patience);
    if (!address.token.empty()) {
        client.set_bearer_token_auth(address.token);
    }
    if (address.url.empty()) {
        // The certificate names the public host, not the address that is listened on.
        client.enable_server_certificate_verification(false);
    }
    return client;
}

result<answer> answer_of(const gateway_address& address, const httplib::Result& reply) {
    if (!reply) {
        return fail(code::unavailable, fmt::format("no gateway answers at {} ({})", url_of(address),
                                                   httplib::to_string(reply.error())));
    }
    return answer{reply->status, reply->body};
}

}  // namespace

void add_gateway_options(CLI::App& command, gateway_address& into) {
    add_config_option(command, into.config, need::optional);
    command.add_option("--url", into.url, "Where the gateway is, instead of a configuration")
        ->type_name("URL");
    command.add_option("--token", into.token, "A token of its API")
        ->type_name("TOKEN")
        ->envname("SELAT_TOKEN");
}

std::string url_of(const gateway_address& address) {
    if (!address.url.empty()) {
        auto url = address.url;
        while (url.ends_with('/')) {
            url.pop_back();
        }
        return url;
    }
    config::server server;
    if (!address.config.empty()) {
        server = config::read_outline(address.config, config::process_environment()).server;
    }
    return config::url_of({server.address, server.port}, !server.certificate.empty());
}

result<answer> get(const gateway_address& address, const std::string& path) {
    auto client = client_of(address);
    return answer_of(address, client.Get(path));
}

result<answer> post(const gateway_address& address, const std::string& path) {
    auto client = client_of(address);
    return answer_of(address, client.Post(path));
}

}  // namespace selat::cli
