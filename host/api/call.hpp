#pragma once
// One request on its way to its answer: who asks, of what, and the way to answer it once. Held by
// whatever works on it, on any thread, one after the other.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "host/api/caller.hpp"
#include "host/api/parts.hpp"
#include "host/net/server.hpp"

namespace selat::api {

class call {
public:
    call(std::shared_ptr<selat::api::parts> parts, net::exchange exchange, caller who,
         model::id id);

    // Until it is answered.
    [[nodiscard]] const net::request& request() const { return exchange_.request(); }
    [[nodiscard]] const caller& who() const { return who_; }
    [[nodiscard]] const model::id& id() const { return id_; }  // the path's {id}
    [[nodiscard]] selat::api::parts& parts() const { return *parts_; }
    [[nodiscard]] services& gateway() const { return parts_->gateway; }

    void answer(std::string json) { answer(200, std::move(json)); }
    void answer(std::uint32_t status, std::string json, std::string location = {});
    void refuse(const failure& why);
    void respond(net::response response);
    // For what answers in its own way; nothing else may follow.
    net::exchange take() { return std::move(exchange_); }

private:
    std::shared_ptr<selat::api::parts> parts_;
    net::exchange exchange_;
    caller who_;
    model::id id_;
};

using call_pointer = std::shared_ptr<call>;

// As problem() says, with what every answer of the API carries.
net::response refusal(std::uint32_t status, std::string_view title, std::string_view detail = {});
// Adds the headers that every answer carries, or every one of its status, where it has none of its
// own.
net::response finished(net::response response);

// Answers with what `write` makes of the outcome, or with its failure.
template <class T, class Write>
reply<T> answering(const call_pointer& call, std::uint32_t status, Write write) {
    return [call, status, write = std::move(write)](const result<T>& outcome) {
        if (!outcome) {
            return call->refuse(outcome.error());
        }
        call->answer(status, write(*outcome));
    };
}

// Answers with the JSON that `question` finds in the store, or with its failure.
template <class Question>
void answer_from_store(const call_pointer& call, Question question) {
    call->gateway().store().read([call, question = std::move(question)](store::reader& reader) {
        auto found = question(reader);
        if (!found) {
            return call->refuse(found.error());
        }
        call->answer(std::move(*found));
    });
}

// Goes on with what `question` finds in the store, or answers with its failure.
template <class Question, class Next>
void ask_store(const call_pointer& call, Question question, Next next) {
    call->gateway().store().read(
        [call, question = std::move(question), next = std::move(next)](store::reader& reader) {
            auto found = question(reader);
            if (!found) {
                return call->refuse(found.error());
            }
            next(std::move(*found));
        });
}

}  // namespace selat::api
