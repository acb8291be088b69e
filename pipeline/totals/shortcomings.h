#pragma once

#include "boundaries/outlines/city.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// Returns "NAME (ID)", or the id alone if the city has no other name.
std::string title_of(const City& city);

/// Returns a sentence why a city is incomplete on the grid of a file. It has no usable geometry, or
/// a part of its area lies off the grid. Returns std::nullopt if the city is complete.
std::optional<std::string> shortcoming_of(
    const City& city, double share_on_grid, const std::string& file);

/// Returns true if the part of a city's area off the grid is within rounding (1e-6).
bool lies_on_grid(double share_on_grid);

/// Incomplete results, each a sentence that is kept once, in the order of first appearance.
class IncompleteResults {
public:
    void add(const std::string& sentence)
    {
        if (known_.insert(sentence).second) {
            sentences_.push_back(sentence);
        }
    }
    /// Returns the sentences, and keeps none.
    std::vector<std::string> take() { return std::exchange(sentences_, {}); }

private:
    std::set<std::string> known_;
    std::vector<std::string> sentences_;
};

} // namespace cityflux
