#include "pipeline/program/unmatched_names.h"
#include "pipeline/program/messages.h"

#include <nlohmann/json.hpp>

namespace cityflux {

Strangers warn_of_ambiguous(const std::vector<UnmatchedName>& names)
{
    Strangers strangers;
    for (const UnmatchedName& name : names) {
        if (!name.meant.empty()) {
            warn(name.message());
        } else {
            strangers.first = strangers.count == 0 ? &name : strangers.first;
            ++strangers.count;
        }
    }
    return strangers;
}

Json manifest_of_unmatched(const std::vector<UnmatchedName>& names)
{
    Json json = Json::array();
    for (const UnmatchedName& name : names) {
        json.push_back({ { "name", name.name }, { "first_at", name.place }, { "times", name.times },
            { "may_mean", name.meant }, { "near", name.nearest } });
    }
    return json;
}

} // namespace cityflux
