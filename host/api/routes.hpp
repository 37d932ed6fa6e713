#pragma once
// Every call of the API: its method and path, who may make it, and what answers it.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "host/api/call.hpp"

namespace selat::api {

enum class access : std::uint8_t {
    anyone,
    user,      // whoever is logged in or has a token; what an agent sees is its own
    agent,     // who is an agent: it is about the caller
    overseer,  // supervisors, admins and tokens
    admin,
};

enum class payload : std::uint8_t { json, file };

struct route {
    std::string_view method;
    std::string_view path;  // with {id} where an id stands; {…}: anything
    access who = access::user;
    model::id_kind id = model::id_kind::none;  // what {id} names
    void (*answer)(const call_pointer& call) = nullptr;
    payload brings = payload::json;
};

std::span<const route> routes();

struct route_match {
    const route* found = nullptr;
    std::string_view id;  // what stands for {id}
    std::string allow;    // the methods of this path, when it has not this one
};

// HEAD is answered as GET.
route_match find_route(std::string_view method, std::string_view path);

// Whether someone who is known may make the call.
bool may(const caller& who, access access);

}  // namespace selat::api
