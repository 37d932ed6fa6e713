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

// What became of one part of a content, and why.
struct change {
    std::string part;  // JSON pointer into the content: "/choices", "/cards/1"
    std::string into;  // "a numbered list", "2 messages"
    std::string why;   // "the channel shows 3 choices at most"
};

// The same for people who want to know: also what was changed, or which part was refused.
struct explanation {
    result<std::vector<model::content>> parts;
    std::vector<change> changes;
    std::string refused;  // JSON pointer
};
explanation explain(const model::content& content, const model::capabilities& capabilities);

}  // namespace selat::delivery
