#include "host/config/sections.hpp"

#include "host/config/address.hpp"
#include "host/config/instances.hpp"
#include "host/config/people.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace selat::config {
namespace {

using json = nlohmann::json;

std::string web_url(const std::string& value) {
    return is_web_url(value) ? "" : "must be an address such as https://chat.example.com";
}

std::string network(const std::string& value) {
    return is_network(value) ? "" : "must hold addresses or networks such as 127.0.0.0/8";
}

field listen(server& server) {
    auto made =
        text("listen", "Address and port to serve on; port 0 picks a free one.", server.public_url);
    made.schema = [] {
        return json{{"type", "string"},
                    {"default", "127.0.0.1:8080"},
                    {"description", "Address and port to serve on; port 0 picks a free one."}};
    };
    made.read = [&server](const node& value, reading& reading) {
        const auto parsed = parse_endpoint(value.text);
        if (value.is != node::shape::scalar || !parsed) {
            reading.fault(value, fmt::format("`listen` must be ADDRESS:PORT such as 127.0.0.1:8080 "
                                             "or [::1]:8080, not {}",
                                             quoted(value)));
            return;
        }
        server.address = parsed->address;
        server.port = parsed->port;
    };
    return made;
}

fields tls_fields(server& server) {
    return {required(path("certificate", "PEM file with the certificate chain.", server.certificate,
                          presence::file)),
            required(
                path("key", "PEM file with the private key.", server.private_key, presence::file))};
}

field driver(store& store) {
    auto made = choice("driver",
                       "sqlite: one file, nothing to install. memory: nothing outlives "
                       "the process.",
                       store.driver, {"sqlite", "memory"});
    made.read = [read = made.read](const node& value, reading& reading) {
        if (value.is == node::shape::scalar && value.text == "postgres") {
            reading.fault(value, "`driver: postgres` is not in this version; use sqlite");
            return;
        }
        read(value, reading);
    };
    return made;
}

fields media_fields(media& media) {
    return {
        path("path", "Folder of attachments.", media.path, presence::any),
        size("max_size", "The largest attachment taken or sent.", media.max_size),
        duration("link_expiry",
                 "How long links to attachments are good that providers and websites are given.",
                 media.link_expiry, std::chrono::hours(1))};
}

std::string digest(const std::string& value) {
    const bool fits = value.size() == 71 && value.starts_with("sha256:") &&
                      value.find_first_not_of("0123456789abcdef", 7) == std::string::npos;
    return fits ? "" : "must be sha256: and 64 hexadecimal digits";
}

field pins(plugins& plugins) {
    return {"pins", "Plugins by name and the only file that is accepted: sha256:HEX.", false,
            [] {
                return json{{"type", "object"},
                            {"description",
                             "Plugins by name and the only file that is accepted: sha256:HEX."},
                            {"additionalProperties", {{"type", "string"}}}};
            },
            [&plugins](const node& value, reading& reading) {
                if (value.is == node::shape::null) {
                    return;
                }
                if (value.is != node::shape::mapping) {
                    reading.fault(value, "`pins` must be a mapping of plugin names to sha256:HEX");
                    return;
                }
                for (const auto& each : value.members) {
                    const auto reason = digest(each.value.text);
                    if (!reason.empty()) {
                        reading.fault(each.value, fmt::format("`{}` {}", each.key, reason));
                    }
                    plugins.pins[each.key] = each.value.text;
                }
            }};
}

void finish_trust(const plugins& plugins, const node& where, reading& reading) {
    if (plugins.require == "signed" && plugins.keys.empty()) {
        reading.fault(where, "`require: signed` needs `keys`");
    }
    if (plugins.require == "pinned" && plugins.pins.empty()) {
        reading.fault(where, "`require: pinned` needs `pins`");
    }
}

fields trust_fields(plugins& plugins) {
    return {choice("require", "any, pinned (a digest under `pins`) or signed (by one of `keys`).",
                   plugins.require, {"any", "pinned", "signed"}),
            paths("keys",
                  "Ed25519 public keys; a plugin's signature lies beside it as NAME.so.sig.",
                  plugins.keys, presence::file),
            pins(plugins)};
}

field flow_list(configuration& configuration) {
    return section(
        "flows", "What to do with a message that comes in.",
        {reference("default", "The flow of channels that name none.", configuration.default_flow,
                   thing::flow),
         list_of("items", "The flows.", "a flow", configuration.flows, fields_of, finish_flow)});
}

field conversations(configuration& configuration) {
    return section(
        "conversations", "When conversations are one, and when they end.",
        {boolean("join_channels",
                 "A known customer who writes on another channel stays in the open conversation.",
                 configuration.join_channels),
         duration("link_within",
                  "How long a phone number tells whose it is after its customer was heard from; "
                  "0s: for ever.",
                  configuration.link_within, std::chrono::seconds(0)),
         duration("inactivity_close", "Conversations without a message for so long are closed.",
                  configuration.inactivity_close, std::chrono::seconds(1))});
}

field version() {
    constexpr auto description = "The version of this file's format.";
    return {"version", description, true,
            [=] { return json{{"const", 1}, {"description", description}}; },
            [](const node& value, reading& reading) {
                if (whole_number(value) != 1U) {
                    reading.fault(value, fmt::format("`version` must be 1, not {}", quoted(value)));
                }
            }};
}

}  // namespace

fields fields_of(server& server) {
    return {listen(server),
            text("public_url",
                 "What providers were told; used to verify signatures over URLs. Default: the "
                 "address of `listen`.",
                 server.public_url, web_url),
            section("tls", "Serve HTTPS.", tls_fields(server)),
            texts("trusted_proxies", "Networks whose X-Forwarded-For is believed.",
                  server.trusted_proxies, network)};
}

void finish_server(server& server) {
    while (server.public_url.ends_with('/')) {
        server.public_url.pop_back();
    }
    if (server.public_url.empty() && server.port != 0) {
        server.public_url = url_of({server.address, server.port}, !server.certificate.empty());
    }
}

fields fields_of(store& store) {
    return {driver(store),
            path("path", "The database file; made when missing.", store.path, presence::any),
            choice("durability",
                   "full: on disk before a provider is told 200. relaxed: faster, the last "
                   "moments may be lost with the power.",
                   store.full ? "full" : "relaxed", {"full", "relaxed"},
                   [&store](std::string_view word) { store.full = word == "full"; })};
}

fields fields_of(plugins& plugins) {
    return {paths("paths", "Folders searched for *.so; default: where Selat's own plugins lie.",
                  plugins.paths, presence::folder),
            section("trust", "What a plugin must show before it is loaded.", trust_fields(plugins),
                    [&plugins](const node& where, reading& reading) {
                        finish_trust(plugins, where, reading);
                    })};
}

fields fields_of(configuration& all) {
    return {
        version(),
        section("server", "Where to serve.", fields_of(all.server)),
        section("store", "Where everything is kept.", fields_of(all.store)),
        section("media", "Attachments.", media_fields(all.media)),
        section("plugins", "Where plugins are found.", fields_of(all.plugins)),
        list_of("channels", "Ways in and out.", "a channel", all.channels, fields_of,
                finish_channel),
        list_of("bots", "Who answers without a person.", "a bot", all.bots, fields_of, finish_bot),
        flow_list(all),
        section("routing", "How work reaches agents.", fields_of(all.routing)),
        list_of("agents", "People (or systems) who take tasks.", "an agent", all.agents, fields_of,
                finish_agent),
        conversations(all),
        section("api", "Programs that call.",
                {list_of("tokens", "Bearer tokens.", "a token", all.tokens, fields_of)}),
        list_of("webhooks", "Events to your systems, signed as Standard Webhooks says.",
                "a webhook", all.webhooks, fields_of)};
}

}  // namespace selat::config
