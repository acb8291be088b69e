#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace cityflux {

/// A long list of numbers that is filled piece by piece: in memory, or in a file without a name that is gone with it.
class CellMasses {
public:
    /// `count` numbers in memory.
    explicit CellMasses(std::size_t count);
    /// The same in a file in `folder`. Throws InputError where none can be made.
    CellMasses(std::size_t count, const std::filesystem::path& folder);
    ~CellMasses();
    CellMasses(const CellMasses&) = delete;
    CellMasses& operator=(const CellMasses&) = delete;

    /// Both are safe from several threads that have to do with different numbers. They throw InputError where the disk fails.
    void put(std::size_t first, std::span<const double> values);
    void get(std::size_t first, std::span<double> values) const;

private:
    std::vector<double> values_;
    std::filesystem::path folder_;
    int file_ = -1;
};

} // namespace cityflux
