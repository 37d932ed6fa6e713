#pragma once
// Turns content into what a channel can carry, in one place for all channels.

#include <string>
#include <vector>

#include "host/base/result.hpp"
#include "host/model/capabilities.hpp"
#include "host/model/content.hpp"

namespace selat::delivery {

// The outgoings that carry `content`, in order; each fits the channel and holds one kind of thing:
// words (with the choices, or as a caption with attachments), attachments, a location, contacts,
// cards, a template or a reaction. What asks for an answer comes last.
//
// Choices beyond the channel become a numbered list: the content's choices from 1 on, then those of
// its cards, as engine::picked understands the answer. What the channel has no part for is said in
// words, and what no words carry is a failure, `unsupported`, that names it.
result<std::vector<model::content>> degrade(const model::content& content,
                                            const model::capabilities& capabilities);

}  // namespace selat::delivery
