#include "host/config/interpolate.hpp"

#include <cstdlib>

#include "host/config/files.hpp"
#include "host/config/text.hpp"

#include <fmt/format.h>

namespace selat::config {
namespace {

class filler {
public:
    filler(const std::string& file, const environment& environment, std::vector<fault>& faults)
        : file_(file), environment_(environment), faults_(faults) {}

    void walk(node& tree) {
        if (tree.is == node::shape::scalar && tree.text.find("${") != std::string::npos) {
            tree.text = fill_in(tree);
            tree.interpolated = true;
        }
        for (auto& item : tree.items) {
            walk(item);
        }
        for (auto& each : tree.members) {
            walk(each.value);
        }
    }

private:
    std::string fill_in(node& scalar) {
        const std::string text = scalar.text;
        std::string out;
        for (std::size_t i = 0; i < text.size();) {
            if (text.compare(i, 3, "$${") == 0) {
                out += "${";
                i += 3;
            } else if (text.compare(i, 2, "${") != 0) {
                out += text[i++];
            } else {
                const auto end = text.find('}', i);
                if (end == std::string::npos) {
                    refuse(scalar, "`${` is never closed; write `$${` for a literal `${`");
                    return out;
                }
                out += value_of(scalar, text.substr(i + 2, end - i - 2));
                i = end + 1;
            }
        }
        return out;
    }

    std::string value_of(node& scalar, const std::string& reference) {
        if (reference.starts_with("env:")) {
            return variable(scalar, reference.substr(4));
        }
        if (reference.starts_with("file:")) {
            return content(scalar, reference.substr(5));
        }
        refuse(scalar, fmt::format("`${{{}}}` is neither ${{env:NAME}} nor ${{file:PATH}}; write "
                                   "`$${{` for a literal `${{`",
                                   reference));
        return {};
    }

    std::string variable(node& scalar, const std::string& name) {
        auto value = environment_(name);
        if (!value) {
            refuse(scalar, fmt::format("environment variable `{}` is not set", name));
            return {};
        }
        return sound(scalar, std::move(*value), fmt::format("environment variable `{}`", name));
    }

    std::string content(node& scalar, const std::string& path) {
        auto text = read_file(beside(file_, path));
        if (!text) {
            refuse(scalar, fmt::format("cannot read file `{}`: {}", path, text.error().text));
            return {};
        }
        if (text->ends_with('\n')) {
            text->pop_back();
        }
        if (text->ends_with('\r')) {
            text->pop_back();
        }
        return sound(scalar, std::move(*text), fmt::format("file `{}`", path));
    }

    std::string sound(node& scalar, std::string value, const std::string& origin) {
        if (first_not_utf8(value) != std::string::npos) {
            refuse(scalar, origin + " does not hold UTF-8 text");
            return {};
        }
        return value;
    }

    void refuse(node& scalar, std::string text) {
        scalar.broken = true;
        faults_.push_back({{file_, scalar.line, scalar.column}, std::move(text)});
    }

    const std::string& file_;
    const environment& environment_;
    std::vector<fault>& faults_;
};

}  // namespace

environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    };
}

void interpolate(node& tree, const std::string& file, const environment& environment,
                 std::vector<fault>& faults) {
    filler(file, environment, faults).walk(tree);
}

}  // namespace selat::config
