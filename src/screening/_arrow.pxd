"""Arrow's C data interface: how a column comes in without linking libarrow.

The structs are Arrow's, a stable ABI: https://arrow.apache.org/docs/format/CDataInterface.html
"""

from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.string cimport strcmp


cdef extern from *:
    """
    #ifndef ARROW_C_DATA_INTERFACE
    #define ARROW_C_DATA_INTERFACE
    #include <stdint.h>
    struct ArrowSchema {
      const char* format; const char* name; const char* metadata; int64_t flags; int64_t n_children;
      struct ArrowSchema** children; struct ArrowSchema* dictionary;
      void (*release)(struct ArrowSchema*); void* private_data;
    };
    struct ArrowArray {
      int64_t length; int64_t null_count; int64_t offset; int64_t n_buffers; int64_t n_children;
      const void** buffers; struct ArrowArray** children; struct ArrowArray* dictionary;
      void (*release)(struct ArrowArray*); void* private_data;
    };
    #endif
    """
    struct ArrowSchema:
        const char* format
        ArrowSchema* dictionary
    struct ArrowArray:
        int64_t length
        int64_t offset
        const void** buffers


cdef struct ViewC:
    int32_t n
    uint8_t prefix[4]
    int32_t buffer
    int32_t at

cdef struct StringsC:               # an Arrow column of text
    int64_t length
    int64_t offset
    const uint8_t* valid            # bitmap; NULL where every value is there
    const int32_t* at               # offsets of either width, or views; all NULL where every value is null
    const int64_t* wide_at
    const ViewC* views
    const uint8_t* data
    const void** buffers            # where views point to


cdef inline StringsC strings(ArrowSchema* schema, ArrowArray* array) except *:
    """The column that two structs describe; its buffers are trusted."""
    cdef StringsC s
    s.length = array.length
    s.offset = array.offset
    s.valid = NULL
    s.at = NULL
    s.wide_at = NULL
    s.views = NULL
    s.data = NULL
    s.buffers = NULL
    if schema.dictionary != NULL:
        raise TypeError("a dictionary is not a column of text")
    if strcmp(schema.format, b"n") == 0:
        return s
    s.valid = <const uint8_t*>array.buffers[0]
    if strcmp(schema.format, b"u") == 0:
        s.at = <const int32_t*>array.buffers[1]
        s.data = <const uint8_t*>array.buffers[2]
    elif strcmp(schema.format, b"U") == 0:
        s.wide_at = <const int64_t*>array.buffers[1]
        s.data = <const uint8_t*>array.buffers[2]
    elif strcmp(schema.format, b"vu") == 0:
        s.views = <const ViewC*>array.buffers[1]
        s.buffers = array.buffers + 2
    else:
        raise TypeError("not a column of text")
    return s


cdef inline const uint8_t* value(const StringsC* s, int64_t row, size_t* n) noexcept nogil:
    """Bytes of one value; none where it is null."""
    cdef int64_t i = s.offset + row
    n[0] = 0
    if s.valid != NULL and not (s.valid[i >> 3] >> (i & 7)) & 1:
        return <const uint8_t*>b""
    if s.at != NULL:
        n[0] = <size_t>(s.at[i + 1] - s.at[i])
        return s.data + s.at[i]
    if s.wide_at != NULL:
        n[0] = <size_t>(s.wide_at[i + 1] - s.wide_at[i])
        return s.data + s.wide_at[i]
    if s.views != NULL:
        n[0] = <size_t>s.views[i].n
        if s.views[i].n <= 12:
            return <const uint8_t*>&s.views[i] + 4
        return <const uint8_t*>s.buffers[s.views[i].buffer] + s.views[i].at
    return <const uint8_t*>b""
