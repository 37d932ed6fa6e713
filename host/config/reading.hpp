#pragma once
// What one reading of a configuration gathers on its way: faults, ids and what refers to them.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/fault.hpp"
#include "host/config/known_plugins.hpp"
#include "host/config/node.hpp"

namespace selat::config {

// What has an id of its own.
enum class thing : std::uint8_t {
    channel,
    bot,
    flow,
    queue,
    workflow,
    agent,
    email,
    token,
    activity
};

std::string_view name_of(thing value);

class reading {
public:
    // All three must outlive the reading; found faults are appended to `faults`.
    reading(const std::string& file, const known_plugins& plugins, std::vector<fault>& faults);

    [[nodiscard]] const std::string& file() const { return file_; }
    [[nodiscard]] const known_plugins& plugins() const { return plugins_; }
    [[nodiscard]] std::vector<fault>& faults() { return faults_; }
    [[nodiscard]] place at(const node& where) const { return {file_, where.line, where.column}; }
    [[nodiscard]] place at(const member& key) const { return {file_, key.line, key.column}; }

    // Nothing is said of a node that has a fault of its own already.
    void fault(const node& where, std::string text);
    void fault(const member& key, std::string text);

    // An id; a fault when it is taken.
    void define(thing kind, const std::string& id, const node& where);
    // A mention of an id, judged by check_references.
    void refer(thing kind, const std::string& id, const node& where);
    // A mention of a plugin; true when it can be used as that kind.
    bool refer_plugin(std::string_view kind, const std::string& name, const node& where);
    [[nodiscard]] bool defined(thing kind, std::string_view id) const;

    // Once everything is read.
    void check_references();

private:
    struct mention {
        thing kind;
        std::string id;
        place at;
    };

    const std::string& file_;
    const known_plugins& plugins_;
    std::vector<config::fault>& faults_;
    std::map<thing, std::map<std::string, std::uint32_t, std::less<>>> lines_;
    std::vector<mention> mentions_;
};

// "; did you mean `NAME`?" or nothing.
std::string meant(std::string_view word, const std::vector<std::string_view>& known);

// How a fault quotes a value: never what came from ${…}, which may be secret, and never much.
std::string quoted(const node& value);

}  // namespace selat::config
