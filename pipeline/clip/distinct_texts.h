#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// Appends the texts of `more` that are not in `texts` yet, in their order.
inline void add_missing(std::vector<std::string>& texts, const std::vector<std::string>& more)
{
    for (const std::string& text : more) {
        if (std::find(texts.begin(), texts.end(), text) == texts.end()) {
            texts.push_back(text);
        }
    }
}

/// Returns the distinct texts of items, in the order of first appearance.
template <typename Item, typename Get>
std::vector<std::string> distinct_texts(const std::vector<Item>& items, const Get& get)
{
    std::vector<std::string> texts;
    for (const Item& item : items) {
        add_missing(texts, { get(item) });
    }
    return texts;
}

} // namespace cityflux
