#include "tests/emulators/discord/upload_form.hpp"

#include <map>

namespace emulators::discord {
namespace {

constexpr std::size_t most_files = 10;
constexpr std::size_t largest_request = std::size_t{25} << 20;
constexpr std::size_t longest_description = 1'024;
constexpr std::size_t snowflake_digits = 15;

using parts = std::map<std::string, httplib::MultipartFormData>;  // by the number of the file

fault_found wrong_form(const std::string& field, std::string_view code, std::string_view message) {
    json errors;
    errors[field]["_errors"] = json::array({{{"code", code}, {"message", message}}});
    return {400, 50035, "Invalid Form Body", std::move(errors)};
}

fault_found no_json() { return {400, 50109, "The request body contains invalid JSON.", {}}; }

fault_found too_large() { return {413, 40005, "Request entity too large", {}}; }

// A name between quotes, as browsers write it there.
std::string plain(std::string name) {
    const std::pair<std::string_view, char> all[] = {{"%22", '"'}, {"%0D", '\r'}, {"%0A", '\n'}};
    for (const auto& [coded, meant] : all) {
        for (auto at = name.find(coded); at != name.npos; at = name.find(coded, at + 1)) {
            name.replace(at, coded.size(), 1, meant);
        }
    }
    return name;
}

// "files[3]": 3.
std::string number_of_file(const std::string& part) {
    constexpr std::string_view begin = "files[";
    if (!part.starts_with(begin) || !part.ends_with(']')) {
        return {};
    }
    const auto number = part.substr(begin.size(), part.size() - begin.size() - 1);
    const bool digits = !number.empty() && number.size() < snowflake_digits &&
                        number.find_first_not_of("0123456789") == number.npos;
    return digits ? number : std::string();
}

fault_found read_parts(const httplib::Request& request, const upload_rules& rules, json& body,
                       parts& files) {
    body = json::object();
    std::size_t together = 0;
    bool large = false;
    for (const auto& [name, part] : request.files) {
        together += part.content.size();
        if (name == "payload_json") {
            body = json::parse(part.content, nullptr, false);
            if (!body.is_object()) {
                return no_json();
            }
            continue;
        }
        const auto number = number_of_file(name);
        if (number.empty() || part.filename.empty() || !files.try_emplace(number, part).second) {
            return wrong_form(name, "FILE_INVALID", "This is no file with a number and a name");
        }
        large = large || part.content.size() > static_cast<std::size_t>(rules.file_limit);
    }
    if (large || together > largest_request) {
        return too_large();
    }
    if (files.size() > most_files) {
        return {400, 30015, "Maximum number of attachments in a message reached (10)", {}};
    }
    return {};
}

// Each file that is named is there, each that is there is named.
fault_found match(const json& named, const upload_rules& rules, parts& files,
                  std::vector<uploaded>& out) {
    if (!named.is_null() && !named.is_array()) {
        return wrong_form("attachments", "LIST_TYPE_CONVERT",
                          "Only iterables may be used in a ListType");
    }
    for (const auto& each : named) {
        const auto id = id_in(each);
        if (rules.edits && id.size() >= snowflake_digits) {
            continue;
        }
        auto file = files.extract(id);
        auto description = text_in(each, "description");
        if (file.empty()) {
            return wrong_form("attachments", "ATTACHMENT_NOT_FOUND", "There is no file " + id);
        }
        if (length(description) > longest_description) {
            return wrong_form("attachments", "BASE_TYPE_MAX_LENGTH",
                              "Must be 1024 or fewer in length.");
        }
        auto& part = file.mapped();
        auto name = text_in(each, "filename", plain(part.filename));
        out.push_back({std::move(name), std::move(description), std::move(part.content_type),
                       std::move(part.content)});
    }
    if (named.is_array() && !files.empty()) {
        return wrong_form("files[" + files.begin()->first + "]", "ATTACHMENT_NOT_NAMED",
                          "The message names no such attachment");
    }
    for (auto& [number, part] : files) {
        out.push_back(
            {plain(part.filename), {}, std::move(part.content_type), std::move(part.content)});
    }
    return {};
}

}  // namespace

std::string id_in(const json& attachment) {
    const auto& id = member(attachment, "id");
    return id.is_string()           ? id.get<std::string>()
           : id.is_number_integer() ? id.dump()
                                    : std::string();
}

fault_found read_upload(const httplib::Request& request, const upload_rules& rules, json& body,
                        std::vector<uploaded>& files) {
    parts parts;
    if (request.is_multipart_form_data()) {
        if (!rules.files) {
            return wrong_form("files", "FILE_INVALID", "This call takes no files");
        }
        if (auto fault = read_parts(request, rules, body, parts)) {
            return fault;
        }
    } else if (request.body.empty()) {
        return {};
    } else if (!request.get_header_value("Content-Type").starts_with("application/json")) {
        return {400, 50035, "Invalid Form Body", {}};
    } else if (body = json::parse(request.body, nullptr, false); !body.is_object()) {
        return no_json();
    }
    return rules.files ? match(member(body, "attachments"), rules, parts, files) : fault_found{};
}

}  // namespace emulators::discord
