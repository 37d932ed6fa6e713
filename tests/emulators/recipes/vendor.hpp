#pragma once
// What the providers have in common that recipes describe: accounts, customers, webhooks, and the
// controls. What a provider says and refuses is its own: see viber/, telnyx/.

#include "tests/emulators/common/files.hpp"
#include "tests/emulators/common/journal.hpp"
#include "tests/emulators/common/loads.hpp"
#include "tests/emulators/common/phone.hpp"
#include "tests/emulators/common/provider.hpp"
#include "tests/emulators/recipes/hooks.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <set>

namespace emulators::recipes {

struct person {
    std::string name;  // as given
    std::string address;
    std::string refused;               // every send is refused with this error
    std::string failed;                // sends are taken, and fail with it
    bool silent = false;               // nothing is told of what becomes of sends
    bool reads = true;                 // what is delivered
    std::set<std::string> subscribed;  // to these accounts
    std::set<std::string> stopped;     // these accounts' messages
};

class vendor : public provider {
public:
    struct traits {
        std::string_view name;
        std::string_view title;
        std::string_view colour;
        std::string_view accounts;  // what the control calls them
        std::string_view person;    // what people are known by: "name" or "number"
        std::vector<std::string> people;
        signer sign;  // of webhooks
    };
    // `senders`: how many webhooks are under way at a time.
    vendor(traits of, std::size_t senders);

    [[nodiscard]] std::string_view name() const final { return of_.name; }
    // Below its own name alone, as the paths of such APIs are anybody's.
    bool serve(std::string_view path, const httplib::Request& request,
               httplib::Response& response) final;
    void control(std::string_view path, const httplib::Request& request,
                 httplib::Response& response) final;
    [[nodiscard]] nlohmann::json phones() const final;
    void watch(wire_log& wire) final { out_.watch(wire, of_.name); }
    std::string begin(const nlohmann::json& given) final;

protected:
    struct call {
        const httplib::Request& request;
        httplib::Response& response;
        std::string_view path;
        std::string links;  // where its files are
    };
    // A call to the API. False: not a path of the provider's.
    virtual bool answer_call(const call& call) = 0;
    // What the account is told of what somebody does, who changes by it; the message's id goes into
    // `id` unless one is there.
    virtual nlohmann::json event_of(const nlohmann::json& description, const account& of,
                                    person& who, const std::string& links, std::string& id) = 0;
    // The same name is the same address.
    [[nodiscard]] virtual std::string address_of(std::string_view name) const = 0;

    [[nodiscard]] std::vector<account_ptr> accounts() const;
    [[nodiscard]] account_ptr by_token(std::string_view token) const;
    void lead_to(const std::string& account, const std::string& webhook_url);
    // A copy; without an address when nobody has that one.
    [[nodiscard]] person find(std::string_view address) const;
    person somebody(std::string_view name);
    std::future<delivery_report> tell(const account_ptr& of, const std::string& url,
                                      const std::string& address, const nlohmann::json& event,
                                      std::string about, std::chrono::milliseconds after);
    // What a phone shows.
    void note_sent(nlohmann::json entry) { sent_.add(std::move(entry)); }
    std::string link_to(const nlohmann::json& description, const std::string& links,
                        std::string_view usual_type);
    std::uint64_t count() { return ++count_; }
    [[nodiscard]] std::optional<fault> strike(std::string_view endpoint) {
        return faults_.strike(endpoint);
    }
    // Before the end of who is derived from this: they ask it for events.
    void end_loads() { loads_.end(); }

private:
    struct done {
        nlohmann::json told;
        std::future<delivery_report> report;
    };
    done carry_out(const nlohmann::json& description, const account_ptr& of,
                   const std::string& links);
    [[nodiscard]] account_ptr named_in(const nlohmann::json& description) const;
    std::string put_account(const nlohmann::json& description);
    person& made(std::string_view name);
    bool command(std::string_view what, const nlohmann::json& body, const httplib::Request& request,
                 httplib::Response& response);
    void put_person(const nlohmann::json& body, httplib::Response& response);
    void messages(const nlohmann::json& body, const httplib::Request& request,
                  httplib::Response& response);
    void list_accounts(httplib::Response& response) const;
    void sent(const httplib::Request& request, httplib::Response& response) const;
    void webhook_log(const httplib::Request& request, httplib::Response& response);
    void reset();
    [[nodiscard]] std::string links_of(const httplib::Request& request) const;

    traits of_;
    mutable std::mutex mutex_;  // guards accounts_ and people_
    std::map<std::string, account_ptr, std::less<>> accounts_;
    std::map<std::string, person, std::less<>> people_;  // by address
    journal sent_;
    file_store files_;
    fault_list faults_;
    std::atomic<std::uint64_t> count_ = 0;
    loads loads_;
    hooks out_;  // last: its threads use the rest
};

}  // namespace emulators::recipes
