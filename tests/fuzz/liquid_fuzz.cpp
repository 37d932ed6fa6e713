// Any bytes as a Liquid template: compiling and rendering it comes to an end within its limits.

#include "plugins/flows/studio/liquid/template.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using studio::liquid::json;

class few_roots : public studio::liquid::roots {
public:
    const json* find(std::string_view name) const override {
        return name == "flow" ? &flow_ : nullptr;
    }

private:
    json flow_ = {{"variables", {{"n", "\n3\n"}, {"list", {"b", 1, nullptr, {{"k", 2.5}}}}}}};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const auto text = studio::liquid::text::compile({reinterpret_cast<const char*>(bytes), size});
    const few_roots roots;
    studio::liquid::scope scope(roots, 1'772'700'000'000);
    std::string out;
    const bool good = text.render(scope, out);
    if (!good && scope.error().empty()) {
        std::abort();
    }
    return 0;
}
