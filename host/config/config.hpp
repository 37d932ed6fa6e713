#pragma once
// The whole configuration as plain values; what specs call the config file. Read once, never
// changed; a reload makes a new one.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/config/fault.hpp"
#include "host/model/agent.hpp"
#include "host/model/quiet_hours.hpp"

#include <nlohmann/json.hpp>

namespace selat::config {

struct server {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    std::string public_url;  // no trailing slash; default http://ADDRESS:PORT
    std::string certificate;
    std::string private_key;
    std::vector<std::string> trusted_proxies;
};

struct store {
    std::string driver = "sqlite";  // sqlite | memory; postgres later
    std::string path = "data/selat.db";
    bool full = true;
};

struct media {
    std::string path = "data/media";
    std::uint64_t max_size = 25 * 1024 * 1024;
    std::chrono::milliseconds link_expiry{72 * 3'600'000};
};

struct plugins {
    std::vector<std::string>
        paths;  // default: the installed folder, else "plugins" beside the program's parent
    std::string require = "any";
    std::vector<std::string> keys;
    std::map<std::string, std::string> pins;
};

struct channel {
    std::string id;
    std::string plugin;
    std::string isolation = "none";
    nlohmann::json options = nlohmann::json::object();  // resolved, secrets in clear
    std::string flow;                                   // empty: flows.default
    std::string identity;                               // empty: what its plugin's manifest says
    model::quiet_hours quiet{};
    std::string sunset;  // the day its provider closes it, or "never"; empty: as its plugin says
    std::string invite;  // the link by which customers come; empty: nobody is asked to it
    place at;
};

struct bot {
    std::string id;
    std::string plugin;
    nlohmann::json options = nlohmann::json::object();
    place at;
};

struct flow {
    std::string id;
    std::string plugin = "studio";
    std::string definition_path;
    std::string definition;  // the file's text
    nlohmann::json bindings = nlohmann::json::object();
    nlohmann::json options = nlohmann::json::object();
    place at;
};

struct queue {
    std::string id;
    std::string workers = "1==1";
    std::string strategy;  // empty: routing.strategy
    std::uint32_t max_reservations = 1;
    bool lifo = false;
    place at;
};

struct workflow {
    std::string id;
    std::string definition_path;
    std::string definition;
    place at;
};

struct routing {
    std::string strategy = "longest-idle";
    std::chrono::milliseconds reservation_timeout{120'000};
    std::string on_timeout_activity = "unavailable";
    std::vector<model::activity> activities;  // defaults filled in
    std::vector<queue> queues;
    std::vector<workflow> workflows;
    std::string default_workflow;
};

struct agent : model::agent {
    std::string password;  // in clear when given so; hashed at start
    place at;
};

struct token {
    std::string name;
    model::role role = model::role::agent;
    std::string token;
};

struct webhook {
    std::string url;
    std::vector<std::string> events;
    std::string secret;
};

struct configuration {
    std::string file;
    config::server server;
    config::store store;
    config::media media;
    config::plugins plugins;
    std::vector<channel> channels;
    std::vector<bot> bots;
    std::string default_flow;
    std::vector<flow> flows;
    config::routing routing;
    std::vector<agent> agents;
    bool join_channels = true;
    std::chrono::milliseconds link_within{90 * 24 * 3'600'000ll};
    std::chrono::milliseconds inactivity_close{24 * 3'600'000};
    std::vector<token> tokens;
    std::vector<webhook> webhooks;
};

}  // namespace selat::config
