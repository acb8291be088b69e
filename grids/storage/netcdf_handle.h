#pragma once

#include "grids/storage/raw_block.h"
#include "grids/text/attributes.h"

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Open file of the netCDF library: its dimensions, variables and attributes as our own types.
/// netCDF-C is not thread-safe; every call holds hdf5_lock().
class NetcdfHandle {
public:
    struct Dimension {
        std::string name;
        std::size_t size = 0;
    };
    struct Variable {
        int id = 0;
        int group = 0; ///< id of its group in the netCDF library
        /// Name with the groups that tell it from others: "industry/co2". `path` has all groups.
        std::string name;
        std::string path;
        /// `numeric` and `textual` are both false for other types.
        bool numeric = false;
        bool textual = false;
        /// Type of the numbers: the stored type, with the sign that the attribute _Unsigned states.
        ElementType type = ElementType::float64;
        ElementType stored_type = ElementType::float64; ///< type that the file declares
        std::vector<std::size_t> dimensions; ///< indices into dimensions()
        std::vector<std::size_t>
            chunks; ///< extent of a chunk along each dimension; empty if data are contiguous
        /// Attributes in the stored type of integers, such as _FillValue, have the sign of `type`.
        Attributes attributes;
        std::map<std::string, ElementType> attribute_types; ///< of numeric attributes
    };

    /// Opens a file with the variables of all its groups. Dimensions of different groups that have
    /// the same name and equal coordinates are one. Throws InputError if the file does not open or
    /// is smaller than its header declares, or if groups give one dimension different coordinates.
    explicit NetcdfHandle(const std::string& path);
    ~NetcdfHandle();
    NetcdfHandle(const NetcdfHandle&) = delete;
    NetcdfHandle& operator=(const NetcdfHandle&) = delete;

    const std::string& path() const { return path_; }
    const std::string& format() const { return format_; }
    const std::vector<Dimension>& dimensions() const { return dimensions_; }
    const std::vector<Variable>& variables() const { return variables_; }
    const Attributes& attributes() const { return attributes_; }
    /// Returns the variable with a name that is not in a group, or nullptr.
    const Variable* find(const std::string& name) const;

    /// Returns the value that the library writes into cells without data, if a variable has no
    /// _FillValue. Returns std::nullopt for bytes, whose values may all be data (NetCDF Users
    /// Guide, "Attribute Conventions").
    static std::optional<double> fill_value(const Variable& variable);

    /// Reads a hyperslab in the type of the file. Throws InputError on truncated or corrupt data.
    void read(const Variable& variable, std::span<const std::size_t> start,
        std::span<const std::size_t> count, RawBlock& block) const;
    /// Reads a whole numeric variable, such as coordinates or bounds, as doubles without scale and
    /// offset. Throws InputError, before memory is allocated, if it is larger than any coordinate.
    std::vector<double> numbers(const Variable& variable) const;
    /// Reads a whole text variable: one string for each entry of its first dimension (or one
    /// string).
    std::vector<std::string> texts(const Variable& variable) const;

private:
    /// Returns the number of elements of a variable that is read as a whole. Throws InputError if
    /// it exceeds that of any coordinate.
    std::size_t whole_size(const Variable& variable) const;
    void close();
    /// Reads format, dimensions, attributes and variables of the open file.
    void read_header();
    /// Reads dimensions, attributes and variables of a group and of those in it. `path` is empty
    /// for the root, else ends with '/'.
    void read_group(int group, const std::string& path);
    /// Reads a variable of a group whose path is `path`.
    Variable read_variable(int group, int id, const std::string& path);
    Attributes read_attributes(
        int group, int variable, int count, std::map<std::string, ElementType>* types = nullptr);
    /// Replaces the dimensions of variables, each by the entry of `joined` at its index.
    void join_dimensions(const std::vector<std::size_t>& joined);
    /// Returns true for the formats before netCDF-4.
    bool is_classic() const;
    void check(int status, const std::string& action) const;
    /// Checks the status of reading a variable. Throws InputError; names a filter that is missing.
    void check_reading(int status, const Variable& variable, const std::string& action) const;
    void check_size() const;
    /// Adds to header_bytes_ the size of a name, some counters and some bytes in the header of a
    /// classic file.
    void count_in_header(std::size_t name_length, std::size_t counters, std::size_t bytes);

    std::string path_;
    std::string format_;
    int id_ = -1;
    int record_dimension_ = -1; ///< of a classic file; -1 if there is none
    double header_bytes_ = 0.0; ///< least size of a classic file's header
    std::vector<Dimension> dimensions_;
    std::vector<int> dimension_ids_; ///< ids in the netCDF library, by dimension
    std::vector<Variable> variables_;
    std::map<std::string, Attributes> group_attributes_; ///< by path
    Attributes attributes_;
};

/// Returns the version of the netCDF library at run time.
std::string netcdf_version();

} // namespace cityflux
