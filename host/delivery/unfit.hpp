#pragma once
// Why something does not fit a channel, as the end of a sentence that begins with "because".

#include <string>
#include <vector>

#include "host/model/capabilities.hpp"
#include "host/model/content.hpp"

namespace selat::delivery {

// All empty when it fits.
std::string why_unfit(const model::choice& choice, const model::capabilities& channel);
std::string why_unfit(const model::card& card, const model::capabilities& channel);
std::string why_unfit(const std::vector<model::choice>& together,
                      const model::capabilities& channel);

// "1600 UTF-16 units"
std::string in_words(const model::text_limits& limits);
// "1 card", "3 cards"
std::string counted(std::size_t count, const char* noun);

}  // namespace selat::delivery
