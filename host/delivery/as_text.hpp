#pragma once
// Parts of a content said in words, for channels that have no such part.

#include <cstddef>
#include <string>

#include "host/model/content.hpp"

namespace selat::delivery {

// "Menu.pdf: https://…". Empty when it has no address.
std::string as_text(const model::attachment& value);
// Name, address and a link to a map, on lines of their own.
std::string as_text(const model::location& value);
std::string as_text(const model::contact& value);

// What a customer reads on it.
const std::string& label(const model::choice& value);
// "2. Red": what the customer answers with the number.
std::string numbered(const model::choice& value, std::size_t number);
// "Our shop: https://…"
std::string as_link(const model::choice& value);

}  // namespace selat::delivery
