#pragma once
// LINE's rules for messages. What breaks them is listed as LINE lists it: details[].property.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace emulators::line {

using json = nlohmann::json;

struct fault_detail {
    std::string message;
    std::string property;
};

// Collects faults; `path` is always the property's, as messages[0].text.
class checker {
public:
    void fault(std::string path, std::string message);
    // A required member that must be one of those.
    void one_of(const json& object, const char* name, const std::string& path,
                const std::vector<std::string>& allowed, bool required = true);
    // Length in UTF-16 code units.
    void text(const json& object, const char* name, const std::string& path, std::size_t max,
              bool required = true);
    void https_url(const json& object, const char* name, const std::string& path,
                   bool required = true);
    void number(const json& object, const char* name, const std::string& path, double least,
                double most);
    // A list of that length; its items are to be checked by the caller. Empty when it is wrong.
    const json& list(const json& object, const char* name, const std::string& path,
                     std::size_t least, std::size_t most);

    [[nodiscard]] const std::vector<fault_detail>& faults() const { return faults_; }

private:
    std::vector<fault_detail> faults_;
};

std::size_t utf16_length(std::string_view text);

enum class action_place { quick_reply, template_button, flex_button, area };
void check_action(checker& out, const json& action, const std::string& path, action_place place);
void check_flex(checker& out, const json& message, const std::string& path);
void check_message(checker& out, const json& message, const std::string& path);

// The whole `messages` array of a send request.
std::vector<fault_detail> check_messages(const json& request);

}  // namespace emulators::line
