#include "definitions.hpp"

#include <algorithm>

namespace studio {
namespace {

const fault* first_error(const std::vector<fault>& faults) {
    const auto found =
        std::find_if(faults.begin(), faults.end(), [](const fault& each) { return each.error; });
    return found == faults.end() ? nullptr : &*found;
}

definition read_or_refuse(const selat::flow_setup& setup) {
    std::vector<fault> faults;
    auto read = read_definition(setup.definition, bindings(setup), faults);
    if (const auto* error = first_error(faults)) {
        throw selat::refusal{selat::code::config, error->pointer + ": " + error->text};
    }
    return read;
}

}  // namespace

definitions::definitions(const selat::flow_setup& setup) : current_(read_or_refuse(setup)) {
    for (const auto text : setup.earlier) {
        auto kept = std::make_unique<earlier>();
        kept->text = text;
        earlier_.emplace(hash_of(text), std::move(kept));
    }
}

const definition& definitions::by_hash(std::string_view hash) const {
    const auto found = hash == current_.hash ? earlier_.end() : earlier_.find(hash);
    if (found == earlier_.end()) {
        return current_;
    }
    auto& one = *found->second;
    std::call_once(one.once, [&] {
        std::vector<fault> faults;
        auto read = read_definition(one.text, current_.names, faults);
        if (first_error(faults) == nullptr) {
            one.read = std::make_unique<const definition>(std::move(read));
        }
    });
    return one.read ? *one.read : current_;
}

}  // namespace studio
