#include "pipeline/program/unmatched_names.h"

#include <spdlog/spdlog.h>

namespace cityflux {

Strangers warn_of_ambiguous(const std::vector<UnmatchedName>& names)
{
    Strangers strangers;
    for (const UnmatchedName& name : names) {
        if (!name.meant.empty()) {
            spdlog::warn("{}", name.text());
        } else {
            strangers.first = strangers.count == 0 ? &name : strangers.first;
            ++strangers.count;
        }
    }
    return strangers;
}

ManifestJson manifest_of_unmatched(const std::vector<UnmatchedName>& names)
{
    ManifestJson json = ManifestJson::array();
    for (const UnmatchedName& name : names) {
        json.push_back({ { "name", name.name }, { "first_at", name.place }, { "times", name.times }, { "may_mean", name.meant },
            { "near", name.nearest } });
    }
    return json;
}

} // namespace cityflux
