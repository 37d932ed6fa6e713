#pragma once
// Lists, a page at a time.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "host/base/result.hpp"
#include "host/model/json.hpp"
#include "host/store/rules.hpp"
#include "host/store/store.hpp"

namespace selat::api {

// {"items":[…],"next":…}
template <class T, class Write>
std::string write_list(const store::listing<T>& listing, Write write) {
    std::string out;
    model::json_writer json(out);
    json.begin_object().key("items").begin_array();
    for (const auto& each : listing.items) {
        json.raw(write(each));
    }
    json.end_array().nullable("next", listing.next).end_object();
    return out;
}

// The same of what the store found; it refuses nothing but cursors.
template <class T, class Write>
result<std::string> write_found(const result<store::listing<T>>& found, Write write) {
    if (found) {
        return write_list(*found, std::move(write));
    }
    return found.error().code == code::invalid
               ? fail(code::invalid, "`after`: " + found.error().text)
               : tl::unexpected(found.error());
}

// Whether a search has something in it, but no word that anything could have.
inline bool finds_nothing(const std::string& query) {
    return query.find_first_not_of(" \t\r\n") != query.npos && store::words(query).empty();
}

// A page of all there is, in the order of `key`, a text that is also the cursor.
template <class T, class Key>
store::listing<T> page_of(std::vector<T> all, const store::page& page, Key key) {
    const auto before = [&](const T& one, const T& other) {
        return page.descending ? key(other) < key(one) : key(one) < key(other);
    };
    std::sort(all.begin(), all.end(), before);
    store::listing<T> out;
    for (auto& each : all) {
        const std::string at(key(each));
        if (!page.after.empty() && (page.descending ? at >= page.after : at <= page.after)) {
            continue;
        }
        if (out.items.size() == page.limit) {
            out.next = key(out.items.back());
            break;
        }
        out.items.push_back(std::move(each));
    }
    return out;
}

}  // namespace selat::api
