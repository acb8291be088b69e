#pragma once

#include "boundaries/city.h"
#include "boundaries/coverage.h"
#include "grids/grid.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// The version of the method by which coverage is computed: changes when the same input would give other numbers, or when the
/// form of the store does.
inline constexpr int coverage_algorithm_version = 2;

/// Hash of all a coverage depends on: the outlines of the cities in their order, the grid, and the algorithm. 32 hexadecimal
/// digits (XXH3, 128 bits).
std::string coverage_key(const std::vector<City>& cities, const Grid& grid);

/// Coverages kept in a folder, so that they are computed once: a file for each key, with a checksum. Safe for several
/// processes at once: files are written beside and renamed. What is damaged, of another version or cannot be read counts as
/// not there, and what cannot be written is not kept: the store makes a run faster or leaves it as it is.
class CoverageStore {
public:
    /// Keeps at most `most_bytes`; the entries longest unused go first.
    explicit CoverageStore(std::filesystem::path folder, std::uintmax_t most_bytes = std::uintmax_t { 2 } << 30);

    /// The coverage with the weights of EdgeRule::area, or nothing.
    std::optional<Coverage> load(const std::string& key) const;
    /// Whether it was kept.
    bool save(const std::string& key, const Coverage& coverage) const;

    struct Entry {
        std::string key;
        std::uintmax_t bytes = 0;
        std::filesystem::file_time_type used;
    };
    /// The longest unused first.
    std::vector<Entry> entries() const;
    /// Removes all entries; returns how many.
    std::size_t clear() const;
    const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path file_of(const std::string& key) const;
    void make_room(std::uintmax_t bytes) const;

    std::filesystem::path folder_;
    std::uintmax_t most_bytes_;
};

} // namespace cityflux
