#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace cityflux {

/// Long array of numbers that is filled piece by piece. It is in memory, or in an unnamed file that
/// is removed with the object.
class CellMasses {
public:
    /// Holds `count` numbers in memory.
    explicit CellMasses(std::size_t count);
    /// Holds `count` numbers in a file in `folder`. Throws InputError if
    /// the file cannot be created.
    CellMasses(std::size_t count, const std::filesystem::path& folder);
    ~CellMasses();
    CellMasses(const CellMasses&) = delete;
    CellMasses& operator=(const CellMasses&) = delete;

    /// Both are thread-safe for distinct numbers. They throw InputError if the disk fails.
    void put(std::size_t first, std::span<const double> values);
    void get(std::size_t first, std::span<double> values) const;

private:
    std::vector<double> values_;
    std::filesystem::path folder_;
    int file_ = -1;
};

} // namespace cityflux
