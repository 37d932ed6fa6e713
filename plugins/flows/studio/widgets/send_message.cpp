// send-message: says something and goes on.

#include "makers.hpp"
#include "saying.hpp"

namespace studio {
namespace {

class send_message : public widget {
public:
    explicit send_message(const properties& from) : saying_(from) {}

    outcome enter(run& in) const override {
        const auto name = in.next_name();
        auto wrong = saying_.say(in, name);
        if (wrong.empty() && in.is_refused(name)) {
            saying::note_refusal(in);
            return outcome::fire("failed");
        }
        return wrong.empty() ? outcome::fire("sent") : outcome::fail(std::move(wrong));
    }

private:
    saying saying_;
};

}  // namespace

std::unique_ptr<widget> make_send_message(const properties& from) {
    return std::make_unique<send_message>(from);
}

}  // namespace studio
