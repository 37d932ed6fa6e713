// studio_dry_run CASE.json: runs a flow against its script and prints steps, sayings and the end.

#include "dry_run.hpp"

#include <fstream>
#include <iostream>
#include <iterator>

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "usage: studio_dry_run CASE.json\n";
        return 2;
    }
    std::ifstream file(arguments[1]);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    try {
        const auto given = nlohmann::json::parse(text);
        const auto list = [&](const char* key, const char* otherwise) {
            return given.contains(key) ? given[key].dump() : std::string(otherwise);
        };
        studio::testing::dry_run run({given.at("flow").dump(), list("bindings", "{}"),
                                      list("workflows", "[]"), list("bots", "[]"),
                                      list("flows", "[]")});
        for (const auto& entry : given.at("script")) {
            run.play(entry);
        }
        for (const auto& step : run.steps()) {
            std::cout << "step " << step << '\n';
        }
        for (const auto& text_said : run.said()) {
            std::cout << "says " << text_said << '\n';
        }
        std::cout << run.status() << '\n';
    } catch (const selat::refusal& refused) {
        std::cerr << refused.text << '\n';
        return 1;
    } catch (const std::exception& thrown) {
        std::cerr << thrown.what() << '\n';
        return 1;
    }
}
