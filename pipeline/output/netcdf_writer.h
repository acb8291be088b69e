#pragma once

#include "pipeline/output/output_file.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Writer of a netCDF-4 file: variables are defined and filled one after the other. The file is
/// made in memory, so that a full disk is an error of writing the finished file. Readers get the
/// variables in order of their names. All functions throw InputError, naming the output, on errors
/// of the library.
class NetcdfWriter {
public:
    /// `file` names the output in messages and must outlive the writer.
    explicit NetcdfWriter(const OutputFile& file);
    ~NetcdfWriter();
    NetcdfWriter(const NetcdfWriter&) = delete;
    NetcdfWriter& operator=(const NetcdfWriter&) = delete;

    struct Attribute {
        const char* name;
        std::string value;
        /// Numbers of a numeric attribute. Default: none, the attribute is text.
        std::vector<double> numbers = {};
    };
    using Attributes = std::vector<Attribute>;

    /// Adds a dimension and returns its id. A size of 0 makes a record dimension without records.
    int add_dimension(const char* name, std::size_t size);
    /// Adds attributes of the whole file.
    void add_attributes(const Attributes& attributes);

    /// Adds a variable without a fill value, not compressed.
    void add_coordinate(const char* name, std::span<const int> dimensions,
        std::span<const double> values, const Attributes& attributes);
    void add_coordinate(const char* name, std::span<const int> dimensions,
        std::span<const std::int32_t> values, const Attributes& attributes);
    /// Adds a compressed variable whose fill value is NaN.
    void add_numbers(const char* name, std::span<const int> dimensions,
        std::span<const double> values, const Attributes& attributes);
    void add_texts(const char* name, std::span<const int> dimensions,
        std::span<const std::string> values, const Attributes& attributes);

    /// Callback that fills the values of one block. `first` is the index of its first value in the
    /// variable.
    template <typename Value>
    using FillBlock = std::function<void(std::size_t first, std::span<Value> block)>;
    /// Adds a compressed variable of `count` values, too large for memory. `fill` is called block
    /// by block, in order. Requires: dimensions after the first have size 1.
    void add_blocks(const char* name, std::span<const int> dimensions, std::size_t count,
        const FillBlock<double>& fill, const Attributes& attributes);
    void add_blocks(const char* name, std::span<const int> dimensions, std::size_t count,
        const FillBlock<std::int32_t>& fill, const Attributes& attributes);

    enum class Precision { float32, float64 };
    /// Values of a variable, too large for memory, by slab: its last two dimensions.
    struct Slabs {
        std::span<const std::size_t> extents; ///< sizes of the dimensions, two or more
        Precision precision = Precision::float64;
        /// Fills the values of one slab. `slab` is its index in the other dimensions, the last of
        /// which varies fastest. Called slab by slab, in order.
        std::function<void(std::size_t slab, std::span<double> values)> fill;
    };
    /// Adds a compressed variable whose fill value is NaN.
    void add_slabs(const char* name, std::span<const int> dimensions, const Slabs& slabs,
        const Attributes& attributes);
    /// Adds a variable without dimensions that only has attributes.
    void add_container(const char* name, const Attributes& attributes);

    /// Finishes the file and returns its bytes.
    std::string close();

private:
    int define(const char* name, int type, std::span<const int> dimensions);
    void add_attributes(const Attributes& attributes, int variable);
    template <typename Value>
    void put_blocks(int variable, std::span<const int> dimensions, std::size_t count,
        const FillBlock<Value>& fill);
    void check(int status) const;

    const OutputFile& file_;
    int id_ = -1;
    bool open_ = false;
};

} // namespace cityflux
