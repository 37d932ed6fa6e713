#include "host/cli/gateway_client.hpp"

#include <algorithm>

#include "host/cli/commands.hpp"
#include "host/cli/found_plugins.hpp"
#include "host/config/address.hpp"

#include <fmt/format.h>
#include <httplib.h>

namespace selat::cli {
namespace {

httplib::Client client_of(const gateway_address& address) {
    constexpr auto patience = std::chrono::seconds(10);
    httplib::Client client(address.url);
    client.set_connection_timeout(patience);
    client.set_read_timeout(patience);
    if (!address.token.empty()) {
        client.set_bearer_token_auth(address.token);
    }
    if (address.local) {
        // The certificate names the public host, not the address that is listened on.
        client.enable_server_certificate_verification(false);
    }
    return client;
}

result<answer> answer_of(const gateway_address& address, const httplib::Result& reply) {
    if (!reply) {
        return fail(code::unavailable, fmt::format("no gateway answers at {} ({})", address.url,
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

result<void> complete(gateway_address& address) {
    while (address.url.ends_with('/')) {
        address.url.pop_back();
    }
    if (!address.url.empty()) {
        return {};  // a configuration's token is for no other gateway
    }
    config::outline known;
    if (!address.config.empty()) {
        auto read = read_outline(address.config);
        if (!read) {
            return tl::unexpected(read.error());
        }
        known = std::move(*read);
    }
    const auto& server = known.server;
    address.url = config::url_of({server.address, server.port}, !server.certificate.empty());
    address.local = true;
    const auto most = std::ranges::max_element(known.tokens, {}, &config::token::role);
    if (address.token.empty() && most != known.tokens.end()) {
        address.token = most->token;
    }
    return {};
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
