#pragma once

#include "grids/storage/raw_block.h"
#include "grids/text/attributes.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// The netCDF library, behind values of our own: dimensions, variables and attributes of one open file. netCDF-C is not
/// thread-safe; every call takes one lock of the process.
class NetcdfHandle {
public:
    struct Dimension {
        std::string name;
        std::size_t size = 0;
    };
    struct Variable {
        int id = 0;
        std::string name;
        /// Empty for types that are no numbers and no text.
        bool numeric = false;
        bool textual = false;
        ElementType type = ElementType::float64;
        std::vector<std::size_t> dimensions; ///< indices into dimensions()
        std::vector<std::size_t> chunks; ///< extent of a chunk along each dimension; empty where data are contiguous
        Attributes attributes;
    };

    /// Throws InputError for files that do not open or whose size belies their header.
    explicit NetcdfHandle(const std::string& path);
    ~NetcdfHandle();
    NetcdfHandle(const NetcdfHandle&) = delete;
    NetcdfHandle& operator=(const NetcdfHandle&) = delete;

    const std::string& path() const { return path_; }
    const std::string& format() const { return format_; }
    const std::vector<Dimension>& dimensions() const { return dimensions_; }
    const std::vector<Variable>& variables() const { return variables_; }
    const Attributes& attributes() const { return attributes_; }
    const Variable* find(const std::string& name) const;

    /// What the library itself writes into cells that nobody wrote, where the variable has no _FillValue. Bytes have none:
    /// each of their values may be data (NetCDF Users Guide, "Attribute Conventions").
    static std::optional<double> fill_value(ElementType type);

    /// A hyperslab in the type of the file. Throws InputError on truncated or corrupt data.
    void read(const Variable& variable, std::span<const std::size_t> start, std::span<const std::size_t> count,
        RawBlock& block) const;
    /// A whole numeric variable, as doubles without unpacking: coordinates and their bounds. Throws InputError, before memory
    /// is taken, for one that is larger than these can be.
    std::vector<double> numbers(const Variable& variable) const;
    /// A whole text variable: one string an entry of its first dimension (or one string).
    std::vector<std::string> texts(const Variable& variable) const;

private:
    /// How many numbers (or characters) a variable that is read as a whole holds.
    std::size_t whole_size(const Variable& variable) const;
    Attributes read_attributes(int variable, int count);
    void check(int status, const std::string& action) const;
    void check_size() const;
    /// Adds to header_bytes_ what the header of a classic file needs for a name, some counters and some bytes.
    void count_in_header(std::size_t name_length, std::size_t counters, std::size_t bytes);

    std::string path_;
    std::string format_;
    int id_ = -1;
    double header_bytes_ = 0.0; ///< of a classic file
    std::vector<Dimension> dimensions_;
    std::vector<Variable> variables_;
    Attributes attributes_;
};

/// Version of the netCDF library at run time.
std::string netcdf_version();

} // namespace cityflux
