#pragma once
// The real gateway on a port and a store of its own, which outlive its process.

#include "tests/integration/support/api.hpp"
#include "tests/integration/support/child.hpp"
#include "tests/integration/support/configuration.hpp"

#include <memory>
#include <string>
#include <vector>

namespace selat::testing {

class gateway {
public:
    // Started. Every later start listens where the first did.
    explicit gateway(testing::configuration configuration);

    void start();
    // Ends it at once, as a power cut does.
    void kill();
    void restart() {
        kill();
        start();
    }
    // SIGTERM; what it came to.
    ended stop();
    [[nodiscard]] child& process() const { return *process_; }

    // The configuration file, from the next start or reload on.
    void configure(testing::configuration configuration);
    // The file's text as it is given, without a port of ours.
    void configure(const std::string& text) const { folder_.write("selat.yaml", text); }
    [[nodiscard]] const testing::configuration& configuration() const { return configuration_; }

    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] const scratch& folder() const { return folder_; }
    // As the operator's system, and as one of the people.
    [[nodiscard]] api ops() const { return {url_, ops_token}; }
    [[nodiscard]] api as(const std::string& agent) const {
        return api::as(url_, agent + "@example.com", agent + "-password");
    }

    // All messages of a direction, oldest first.
    [[nodiscard]] json messages(const std::string& direction) const;
    // The message with this id, once its status is `status`; null when it does not become that.
    [[nodiscard]] json message(const json& id, const std::string& status) const;
    // Lines of the log so far with this event, of the process that runs or ran last.
    [[nodiscard]] std::vector<json> logged(const std::string& event) const;
    // The sum of a metric over its labels; those with `label` in them alone when it is given.
    [[nodiscard]] double metric(const std::string& name, const std::string& label = {}) const;

private:
    scratch folder_;
    testing::configuration configuration_;
    std::string url_;
    std::unique_ptr<child> process_;
};

}  // namespace selat::testing
